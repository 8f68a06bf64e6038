/* What cannot be replaced can be called. */
// expect: replaced f
// expect: undefined enter
#include "macros.h"
noinline section(".noinstr.text") int enter(int x) { return external(x) + 1; }
int f(int x) { return enter(x) + PICK(1, 2); }
