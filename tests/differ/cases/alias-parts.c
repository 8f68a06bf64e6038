/* One entry with two names cannot lead to two functions. */
// expect: refused f_too and f are two names of one function
#include "macros.h"
int f(int x) { return external(x) + 1; }
#if CHANGED
int f_too(int x) { return external(x) + 2; }
#else
int f_too(int) __attribute__((alias("f")));
#endif
