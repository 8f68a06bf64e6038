/* The module loader has such a section too. */
// expect: replaced f
// expect: section .data..ro_after_init 4
// expect: local fresh
#include "macros.h"
#if CHANGED
static int fresh section(".data..ro_after_init") = 3;
#endif
int f(int x) { return external(x) + PICK(1, fresh++); }
