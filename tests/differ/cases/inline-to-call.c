/* What was inlined gets a function of its own. */
// expect: replaced g
// expect: replaced h
// expect: new f
// expect: rela .text.g f defined
#include "macros.h"
static PICK(inline __attribute__((always_inline)), noinline) int f(int x) { return external(x) * 3; }
int g(int x) { return f(x) + 1; }
int h(int x) { return f(x) + 2; }
