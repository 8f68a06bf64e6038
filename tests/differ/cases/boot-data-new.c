// expect: refused section .init.data is new, but it has been used
#include "macros.h"
#if CHANGED
section(".init.data") static int early = 1;
#endif
int f(int x) { return external(x) + PICK(1, early++); }
