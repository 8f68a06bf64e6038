/* One more argument: who calls it changes too. */
// expect: replaced f
// expect: replaced g
// expect: rela .text.g f defined
#include "macros.h"
#if CHANGED
static noinline int f(int x, int y) { return external(x) * y; }
int g(int x) { return f(x, 7 + x) + 1; }
#else
static noinline int f(int x) { return external(x) * 3; }
int g(int x) { return f(x) + 1; }
#endif
int h(int x) { return external(x); }
