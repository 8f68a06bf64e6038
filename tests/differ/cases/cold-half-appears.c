// cc: gcc
// expect: replaced f
// expect: local f.cold
#include "macros.h"
__attribute__((cold)) void complain(int);
int f(int x)
{
#if CHANGED
	if (x > 100) {
		complain(1);
		complain(external(x));
	}
#endif
	return external(x);
}
