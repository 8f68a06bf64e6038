/* A place inside of a replaced function is one in the new function. */
// expect: replaced f
// expect: replaced g
// expect: rela .text.g f defined
#include "macros.h"
int take(void *);
noinline int f(int x) { return external(x) + PICK(1, 2); }
int g(void) { return take((char *)f + 4) + PICK(3, 4); }
