/* It cannot be told whether that is the one that others call. */
// leave: f
// expect: refused f cannot be left as it is for other modules: it is no plain function
#include "macros.h"
#if CHANGED && !defined(OLD)
__attribute__((weak)) int f(int x, int y) { return external(x) + y; }
#else
__attribute__((weak)) int f(int x) { return external(x); }
#endif
