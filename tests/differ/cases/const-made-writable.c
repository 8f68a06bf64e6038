// expect: refused moves from section .rodata.limits
#include "macros.h"
PICK(const, ) int limits[4] = { 1, 2, 3, 4 };
int f(int x) { return external(limits[x & 3]) + PICK(1, 2); }
