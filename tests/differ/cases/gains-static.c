/* Other files still have the old one by its global name. */
// expect: replaced g
// expect: undefined f
#include "macros.h"
PICK(, static) noinline int f(int x) { return external(x) + 1; }
int g(int x) { return f(x) + PICK(3, 4); }
