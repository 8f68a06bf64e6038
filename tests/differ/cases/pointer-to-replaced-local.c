/* The same with a local function: a livepatch symbol. */
// expect: replaced f
// expect: replaced g
// expect: rela .text.g .klp.sym.vmlinux.f,0 undefined
#include "macros.h"
int take(int (*)(int));
static noinline int f(int x) { return external(x) + PICK(1, 2); }
int g(int x) { return take(f) * PICK(3, 4) + x; }
