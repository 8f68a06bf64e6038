/* It does not change, but it says something of a function that is replaced. */
// expect: refused section .strange says something of function f
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
used section(".strange") static int (*thing)(int) = f;
