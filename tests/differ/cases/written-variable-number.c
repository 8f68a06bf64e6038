/* That a number still has its first value says nothing. */
// change-data
// expect: refused initial value of limits
#include "macros.h"
struct { int (*a)(int); long limit; } limits = { external, PICK(1, 2) };
void *f(void) { return &limits; }
