/* Of these the kernel keeps track. */
// without-boot-code
// expect: refused section __tracepoints is new, but the kernel reads it only at boot, to register what is in it
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
used section("__tracepoints") static int (*const entry)(int) = external;
#endif
