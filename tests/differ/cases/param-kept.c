/* A parameter that the changed function reads is the kernel's. */
// expect: replaced f
// expect: undefined .klp.sym.vmlinux.limit,0
#include "macros.h"
static int limit = 5;
used section("__param") static int *const param = &limit;
int f(int x) { return external(x) + limit + PICK(1, 2); }
