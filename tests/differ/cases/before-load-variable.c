/* Nobody has written to it yet. */
// object: drill
// before-load
// expect: written limits
// expect: word limits 8 1
#include "macros.h"
struct { int (*a)(int); long limit; } limits = { external, PICK(1, 2) };
void *f(void) { return &limits; }
