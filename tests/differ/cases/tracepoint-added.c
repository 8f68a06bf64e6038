// expect: refused section __tracepoints_ptrs is new, but the kernel reads it only at boot
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
used section("__tracepoints_ptrs") static int (*const entry)(int) = external;
#endif
