/* The same source twice. */
// expect: nochange
#include "macros.h"
int f(int x) { return external(x) + 1; }
