/* Who has seen that there is one calls nothing. */
// change-data
// expect: refused initial value of ops
#include "macros.h"
struct ops { int (*a)(int); int (*b)(int); };
const struct ops ops = { external, PICK(external, 0) };
const struct ops *f(void) { return &ops; }
