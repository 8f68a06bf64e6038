/* A number may be a key's, by which the kernel has changed code when the module came. */
// object: drill
// before-load
// expect: refused initial value of limits
#include "macros.h"
struct { int (*a)(int); long limit; } limits = { external, PICK(1, 2) };
void *f(void) { return &limits; }
