// expect: refused section .init.data is new, but it is used only at boot
#include "macros.h"
#if CHANGED
section(".init.data") static int early = 1;
#endif
int f(int x) { return external(x) + PICK(1, early++); }
