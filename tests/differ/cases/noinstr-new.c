// expect: refused function fresh is new, but code of section .noinstr.text
#include "macros.h"
#if CHANGED
section(".noinstr.text") int fresh(int x) { return external(x) + 1; }
#endif
int f(int x) { return external(x) + PICK(1, 2); }
