/* Two functions that become one: both entries lead to it. */
// expect: replaced f_too
#include "macros.h"
int f(int x) { return external(x) + 1; }
#if CHANGED
int f_too(int) __attribute__((alias("f")));
#else
int f_too(int x) { return external(x) + 2; }
#endif
