/* The end of a table has no name for the assembler, and is yet in the same table as its start. */
// cc: gcc
// expect: replaced f
// expect: undefined .klp.sym.vmlinux.table,0
// expect: absent table
// expect: rela .text.f .klp.sym.vmlinux.table,0 undefined
#include "macros.h"
static const int table[4] = { 3, 5, 7, 9 };
int f(int x)
{
	for (const int *p = table; p != table + 4; p++)
		x += external(*p);
	return x + PICK(1, 2);
}
int g(int i) { return table[i]; }
