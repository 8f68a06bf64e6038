/* The old half is still checked. */
// cc: gcc
// expect: replaced f
// expect: part f.cold
// expect: absent f.cold
#include "macros.h"
__attribute__((cold)) void complain(int);
int f(int x)
{
#if !CHANGED
	if (x > 100) {
		complain(1);
		complain(external(x));
	}
#endif
	return external(x);
}
