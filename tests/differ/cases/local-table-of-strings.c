/* A function's own table that holds addresses stays the kernel's. */
// cc: gcc
// expect: replaced f
// expect: undefined .klp.sym.vmlinux.names.
// expect: absent names.
#include "macros.h"
int f(int x)
{
	static const char *const names[] = { "zero", "one", "two" };

	return printf_like("%s\n", names[x]) + PICK(1, 2);
}
