/* A nameless piece of a function, with a jump back into it. */
// expect: replaced f
// expect: section .altinstr_aux
// expect: rela .altinstr_aux f defined
#include "macros.h"
int f(int x) { FEATURE(1); return external(x) + PICK(1, 2); yes: return external(x + 1); }
int g(int x) { FEATURE(2); return external(x); yes: return external(x + 1); }
