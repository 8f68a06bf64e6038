/* Where one object ends another starts, and the new one is not there in the kernel. */
// cc: gcc
// expect: refused the end of table or the start of fresh
#include "macros.h"
static int other section(".data..read_mostly") = 1;
#if CHANGED
static int fresh section(".data..read_mostly") = 9;
#endif
static int table[4] section(".data..read_mostly") = { 3, 5, 7, 9 };
int f(int x)
{
	for (int *p = table; p != table + 4; p++)
		x += external(*p);
	return x;
}
#if CHANGED
int h(void) { return fresh++; }
#endif
int g(int i) { return table[i]++ + other++; }
