/* Two that change reach each other at once. */
// expect: replaced f
// expect: replaced g
// expect: rela .text.f g defined
// expect: rela .text.g f defined
#include "macros.h"
static int g(int x);
noinline int f(int x) { return x ? external(g(x - 1)) * 3 + PICK(1, 2) : 0; }
static noinline int g(int x) { return external(f(x - 3)) * 5 + PICK(3, 4); }
