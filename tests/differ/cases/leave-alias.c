/* By its other name the old function would be replaced. */
// leave: f
// expect: refused it is also called also
#include "macros.h"
#if CHANGED && !defined(OLD)
int f(int x, int y) { return external(x) + y; }
int also(int x, int y) __attribute__((alias("f")));
#else
int f(int x) { return external(x); }
int also(int x) __attribute__((alias("f")));
#endif
