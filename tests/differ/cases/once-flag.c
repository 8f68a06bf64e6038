/* A replaced function warns once more. */
// cc: gcc
// expect: replaced f
// expect: local warned.
#include "macros.h"
int f(int x)
{
	static section(".data.once") _Bool warned;

	if (!warned) {
		warned = 1;
		external(PICK(1, 2));
	}
	return x;
}
