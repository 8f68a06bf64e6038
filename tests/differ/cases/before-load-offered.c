// object: drill
// expect: refused give --before-load
#include "macros.h"
struct { int (*a)(int); int (*b)(int); } ops = { external, PICK(0, external) };
void *f(void) { return &ops; }
