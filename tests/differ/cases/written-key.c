/* The kernel has changed code by it. */
// change-data
// expect: refused initial value of key
#include "macros.h"
int other(int);
const struct { int (*a)(int); } key = { PICK(external, other) };
int f(void) { BRANCH(&key); return 1; yes: return external(2); }
