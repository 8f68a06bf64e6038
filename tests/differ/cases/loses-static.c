/* It is unchanged, and the kernel has it as a local one. */
// expect: replaced g
// expect: undefined .klp.sym.vmlinux.f,0
#include "macros.h"
PICK(static, ) noinline int f(int x) { return external(x) + 1; }
int g(int x) { return f(x) + PICK(3, 4); }
