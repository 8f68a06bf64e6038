/* The old function has no callers left. */
// expect: replaced g
// expect: replaced h
// expect: left f
// expect: absent f
#include "macros.h"
static PICK(noinline, inline __attribute__((always_inline))) int f(int x) { return external(x) * 3; }
int g(int x) { return f(x) + 1; }
int h(int x) { return f(x) + 2; }
