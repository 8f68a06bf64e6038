/* Only the hot half differs; the other jumps back into the new one. */
// cc: gcc
// expect: replaced f
// expect: local f.cold
// expect: part f.cold
// expect: rela .text.unlikely.f f defined
#include "macros.h"
__attribute__((cold)) void complain(int);
int f(int x)
{
	if (x > 100) {
		complain(1);
		complain(external(x));
	}
	return external(x) + PICK(1, 2);
}
