/* New data comes along. */
// expect: replaced g
// expect: local counter
#include "macros.h"
#if CHANGED
static int counter = 7;
#endif
int g(int x)
{
#if CHANGED
	counter += external(x);
#endif
	return external(x);
}
