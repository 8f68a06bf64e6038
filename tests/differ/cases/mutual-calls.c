/* The one that stays reaches the new one by the old entry. */
// expect: replaced f
// expect: undefined .klp.sym.vmlinux.g,0
#include "macros.h"
static int g(int x);
noinline int f(int x) { return x ? external(g(x - 1)) * 3 + PICK(1, 2) : 0; }
static noinline int g(int x) { return external(f(x - 3)) * 5; }
