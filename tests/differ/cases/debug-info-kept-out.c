/* Debug information of a replaced function does not go along. */
// cflags: -g
// expect: replaced f
// expect: no-section .debug_info
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
