/* Is the static local of the new function that of the old one? Nobody knows. */
// cc: gcc
// expect: refused g uses the static variable count
#include "macros.h"
#if CHANGED
int f(int x) { return external(x); }
int g(int x) { static int count; count += external(x); return count; }
#else
int f(int x) { static int count; count += external(x); return count; }
int g(int x) { return external(x); }
#endif
