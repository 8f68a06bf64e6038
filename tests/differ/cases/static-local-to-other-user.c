/* The variable of one function becomes one of the file that another uses: which is it? */
// cc: gcc
// expect: refused g uses the static variable count
#include "macros.h"
#if CHANGED
static int count;
int f(int x) { return external(x); }
int g(int x) { return count += external(x); }
#else
int f(int x) { static int count; return count += external(x); }
int g(int x) { return external(x); }
#endif
