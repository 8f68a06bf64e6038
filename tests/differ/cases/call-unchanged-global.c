/* An unchanged global function stays in the kernel. */
// expect: replaced g
// expect: undefined f
#include "macros.h"
noinline int f(int x) { return external(x) + 1; }
int g(int x) { return f(x) * PICK(3, 4) + x; }
