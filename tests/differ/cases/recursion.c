/* The new one calls itself, not the old one's entry. */
// expect: replaced f
// expect: rela .text.f f defined
#include "macros.h"
noinline int f(int x) { return x ? external(f(x - 1)) * external(f(x - 2)) + PICK(1, 2) : 0; }
