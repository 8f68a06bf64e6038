/* Who has seen that there is one calls it also when the patch is gone. */
// change-data
// expect: refused initial value of ops
#include "macros.h"
struct ops { int (*a)(int); int (*b)(int); };
const struct ops ops = { external, PICK(0, external) };
const struct ops *f(void) { return &ops; }
