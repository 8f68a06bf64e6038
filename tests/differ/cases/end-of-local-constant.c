/* Both ends of a function's own table are in one copy. */
// cc: gcc
// expect: replaced f
// expect: section .rodata.table. 16
// expect: rela .text.f table. defined
#include "macros.h"
int f(int x)
{
	static const int table[4] = { 3, 5, 7, 9 };

	for (const int *p = table; p != table + 4; p++)
		x += external(*p);
	return x + PICK(1, 2);
}
