/* Both in one function: the call goes to the new one, the pointer to the old entry. */
// expect: replaced f
// expect: replaced g
// expect: rela .text.g f defined
// expect: rela .text.g f undefined
#include "macros.h"
int take(int (*)(int));
noinline int f(int x) { return external(x) + PICK(1, 2); }
int g(int x) { return take(f) + f(x) * PICK(3, 4); }
