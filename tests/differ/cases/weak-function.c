/* The linker took another one, or this: the pre-image tells which. */
// expect: replaced f
#include "macros.h"
__attribute__((weak)) int f(int x) { return external(x) + PICK(1, 2); }
