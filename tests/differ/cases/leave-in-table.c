/* Data that exists has the old one's address. */
// leave: f
// expect: refused the initial value of table
#include "macros.h"
#if CHANGED && !defined(OLD)
int f(int x, int y) { return external(x) + y; }
#else
int f(int x) { return external(x); }
#endif
void *table[] = { f };
