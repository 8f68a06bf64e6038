// expect: replaced f
// expect: local fresh
// expect: section .rodata.fresh 28
#include "macros.h"
#if CHANGED
static const int fresh[7] = { 3, 1, 4, 1, 5, 9, 2 };
#endif
int f(int x) { return external(PICK(x, fresh[x])); }
