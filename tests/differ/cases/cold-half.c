/* The .cold half and its function are one. */
// cc: gcc
// expect: replaced f
// expect: local f.cold
// expect: part f.cold
#include "macros.h"
__attribute__((cold)) void complain(int);
int f(int x)
{
	if (x > 100) {
		complain(PICK(1, 2));
		complain(external(x));
	}
	return external(x);
}
