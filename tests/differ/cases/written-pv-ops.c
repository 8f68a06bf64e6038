/* The kernel has written calls of what it held over the places that use it. */
// change-data
// expect: refused initial value of pv_ops
#include "macros.h"
int other(int);
int use(int x) { return other(x); }
struct { int (*a)(int); } pv_ops = { PICK(external, other) };
int f(void) { return pv_ops.a(external(1)); }
