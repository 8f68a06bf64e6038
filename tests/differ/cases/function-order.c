/* The same functions in another order. */
// expect: nochange
#include "macros.h"
#if CHANGED
int g(int x) { return external(x) + 2; }
int f(int x) { return external(x) + 1; }
#else
int f(int x) { return external(x) + 1; }
int g(int x) { return external(x) + 2; }
#endif
