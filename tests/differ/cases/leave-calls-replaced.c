/* The old function calls one that is replaced: by its type as before, but nobody knows whether it means the same. */
// leave: f
// expect: refused it uses h, which changes
#include "macros.h"
static noinline int h(int x) { return external(x) + PICK(1, 2); }
#if CHANGED && !defined(OLD)
int f(int x, int y) { return h(x) + y; }
#else
int f(int x) { return h(x) + 2; }
#endif
int g(int x) { return h(x) + 4; }
