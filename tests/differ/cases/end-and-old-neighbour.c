/* Where one object ends another starts, as it does in the kernel. */
// cc: gcc
// expect: replaced f
// expect: rela .text.f .klp.sym.vmlinux.other,0 undefined
#include "macros.h"
static int other section(".data..read_mostly") = 1;
static int table[4] section(".data..read_mostly") = { 3, 5, 7, 9 };
int f(int x)
{
	for (int *p = table; p != table + 4; p++)
		x += external(*p);
	return x + PICK(1, 2);
}
int g(int i) { return table[i]++ + other++; }
