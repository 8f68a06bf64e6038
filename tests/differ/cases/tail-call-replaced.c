/* A jump to a function is a call. */
// expect: replaced f
// expect: replaced g
// expect: rela .text.g f defined
#include "macros.h"
noinline int f(int x) { return external(x) + PICK(1, 2); }
int g(int x) { return f(x * PICK(3, 5)); }
