/* The kernel already uses the variable. */
// expect: refused initial value of limit (section .data.limit)
#include "macros.h"
int limit = PICK(1, 2);
int f(int x) { return external(x) + limit; }
