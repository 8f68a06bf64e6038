/* An unchanged local function stays in the kernel. */
// expect: replaced g
// expect: undefined .klp.sym.vmlinux.f,0
// expect: absent f
#include "macros.h"
static noinline int f(int x) { return external(x) + 1; }
int g(int x) { return f(x) * PICK(3, 4) + x; }
