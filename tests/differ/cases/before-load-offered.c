// object: drill
// expect: refused give --before-load
#include "macros.h"
struct { int (*a)(int); long limit; } limits = { external, PICK(1, 2) };
void *f(void) { return &limits; }
