/* The table of the unchanged function has another number. */
// cc: gcc
// expect: replaced f
#include "macros.h"
#define TABLE(a, b) switch (x) { case 0: return a; case 1: return 4; case 2: return b; case 3: return 77; case 4: return 31; case 5: return 2; }
int f(int x)
{
#if CHANGED
	TABLE(5, 6)
#endif
	return external(x);
}
int g(int x) { TABLE(7, 8) return external(x); }
