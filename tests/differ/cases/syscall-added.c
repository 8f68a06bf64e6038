// expect: refused section __syscalls_metadata is new, but the kernel reads it only at boot
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
used section("__syscalls_metadata") static int (*const entry)(int) = external;
#endif
