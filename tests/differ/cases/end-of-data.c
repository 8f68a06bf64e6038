/* The end of an array that the kernel has. */
// expect: replaced f
// expect: rela .text.f .klp.sym.vmlinux.table,0 undefined
#include "macros.h"
static int table[4] = { 3, 5, 7, 9 };
int f(int x)
{
	for (int *p = table; p != table + 4; p++)
		x += external(*p);
	return x + PICK(1, 2);
}
int g(int i) { return table[i]++; }
