/* A call in a replacement goes to the new function too. */
// expect: replaced f
// expect: replaced g
// expect: rela .altinstr_replacement f defined
#include "macros.h"
noinline int f(int x) { return external(x) + PICK(1, 2); }
int g(int x) { ALTERNATIVE("call f"); return external(x) + PICK(3, 4); }
