/* Only entries of replaced functions go along. */
// expect: replaced g
// expect: section __ex_table 24
#include "macros.h"
int f(int x) { FIXUP(1); return external(x); }
int g(int x) { FIXUP(1); FIXUP(3); return external(x) + PICK(1, 2); }
