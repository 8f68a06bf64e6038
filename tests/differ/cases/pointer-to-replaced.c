/* The address of a replaced function as a value is that of the original. */
// expect: replaced f
// expect: replaced g
// expect: rela .text.g f undefined
#include "macros.h"
int take(int (*)(int));
noinline int f(int x) { return external(x) + PICK(1, 2); }
int g(int x) { return take(f) * PICK(3, 4) + x; }
