/* What only the old function calls stays with it. */
// leave: f
// expect: new f.new
// expect: left f
// expect: left h
#include "macros.h"
#if CHANGED && !defined(OLD)
int f(int x, int y) { return external(x) + y; }
#else
static noinline int h(int x) { return external(x) + 1; }
int f(int x) { return h(x) + 2; }
#endif
