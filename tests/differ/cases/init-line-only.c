/* What the bug table says of boot code has no effect any more. */
// expect: replaced f
#include "macros.h"
section(".init.text") void start(void) { BUG_ENTRY(PICK(1, 2)); }
int f(int x) { return external(x) + PICK(1, 2); }
