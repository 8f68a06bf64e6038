/* What the compiler made of the function goes along; the old half is no part of what is replaced. */
// cc: gcc
// leave: f
// expect: new f.new
// expect: local f.new.cold
// expect: absent f.cold
// expect: left f
#include "macros.h"
__attribute__((cold)) void complain(int);
#ifdef OLD
int f(int x)
#else
int f(PICK(int x, long x))
#endif
{
	if (x > 100) {
		complain(1);
		complain(external(x));
	}
	return external(x);
}
