// expect: refused section .initcall6.init is new, but the kernel reads it only at boot
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
used section(".initcall6.init") static int (*const entry)(int) = external;
#endif
