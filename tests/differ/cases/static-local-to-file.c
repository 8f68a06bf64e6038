/* The variable of a function becomes one of the file, and is the same. */
// cc: gcc
// expect: replaced f
// expect: rela .text.f .klp.sym.vmlinux.count.0,0 undefined
#include "macros.h"
#if CHANGED
static int count;
#endif
int f(int x)
{
#if !CHANGED
	static int count;
#endif
	count += external(x) + PICK(1, 2);
	return count;
}
