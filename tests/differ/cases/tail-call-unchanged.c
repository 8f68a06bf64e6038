// expect: replaced g
// expect: undefined .klp.sym.vmlinux.f,0
#include "macros.h"
static noinline int f(int x) { return external(x) + 1; }
int g(int x) { return f(x * PICK(3, 5)); }
int h(int x) { return f(x) + 1; }
