/* Data without a byte in the file. */
// expect: replaced f
// expect: local fresh
// expect: section .bss.fresh 400
#include "macros.h"
#if CHANGED
static int fresh[100];
#endif
int f(int x) { return external(x) + PICK(1, fresh[x]++); }
