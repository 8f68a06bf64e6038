/* Boot code that calls a replaced function has run. */
// expect: replaced f
// expect: no-section .init.text
#include "macros.h"
noinline int f(int x) { return external(x) + PICK(1, 2); }
section(".init.text") int start(int x) { return f(x) + 3; }
