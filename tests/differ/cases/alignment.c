/* Where a function starts is not what it does. */
// expect: nochange
#include "macros.h"
int __attribute__((aligned(PICK(16, 64)))) f(int x) { return external(x) + 1; }
