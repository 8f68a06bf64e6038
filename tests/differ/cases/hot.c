/* The compiler puts it elsewhere, and it is the same. */
// expect: nochange
#include "macros.h"
section(PICK(".text.f", ".text.hot.f")) int f(int x) { return external(x) + 1; }
