/* It has been called, whatever becomes of it. */
// without-boot-code
// expect: replaced start
// expect: left .initcall6.init
// expect: left .initcall7.init
#include "macros.h"
static int start(int x) { return external(x) + PICK(1, 2); }
used section(PICK(".initcall6.init", ".initcall7.init")) static int (*const entry)(int) = start;
