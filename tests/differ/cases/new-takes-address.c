/* A new function that hands out a replaced one. */
// expect: replaced f
// expect: new fresh
// expect: rela .text.fresh f undefined
#include "macros.h"
int take(int (*)(int));
noinline int f(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
int fresh(void) { return take(f) + 1; }
#endif
