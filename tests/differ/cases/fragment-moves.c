/* One more piece before it: the same piece at another place. */
// expect: replaced f
#include "macros.h"
int f(int x)
{
#if CHANGED
	FEATURE(1);
#endif
	return external(x);
yes:
	return external(x + 1);
}
int g(int x) { FEATURE(2); return external(x); yes: return external(x + 1); }
