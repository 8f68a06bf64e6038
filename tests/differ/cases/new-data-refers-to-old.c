/* What new data points at is where it is. */
// expect: replaced f
// expect: local fresh
// expect: rela .data.fresh .klp.sym.vmlinux.old,0 undefined
#include "macros.h"
static int old = 1;
#if CHANGED
static int *fresh[2] = { &old, &external_data };
#endif
int f(int x) { return external(x) + PICK(1, *fresh[x]++); }
int g(int x) { return old += external(x); }
