/* What would be called at boot is not called any more. */
// without-boot-code
// expect: replaced f
// expect: new start
// expect: left .initcall6.init
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
static int start(int x) { return external(x) + 3; }
used section(".initcall6.init") static int (*const entry)(int) = start;
#endif
