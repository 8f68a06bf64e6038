/* Is the variable of the new function that of the old one, which goes on to use it? */
// cc: gcc
// leave: f
// expect: refused f.new uses the static variable count.0, but it cannot be told whether
#include "macros.h"
#if CHANGED && !defined(OLD)
int f(int x, int y) { static int count; return external(x + count++) + y; }
#else
int f(int x) { static int count; return external(x + count++); }
#endif
