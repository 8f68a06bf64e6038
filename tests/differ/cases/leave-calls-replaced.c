/* The old function calls one that is replaced, and called as before. */
// leave: f
// expect: new f.new
// expect: left f
// expect: replaced h
// expect: local h
#include "macros.h"
static noinline int h(int x) { return external(x) + PICK(1, 2); }
#if CHANGED && !defined(OLD)
int f(int x, int y) { return h(x) + y; }
#else
int f(int x) { return h(x) + 2; }
#endif
int g(int x) { return h(x) + 4; }
