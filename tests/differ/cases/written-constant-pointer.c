/* A pointer of a constant table: the table is written, and users that the compiler did not look through stay. */
// change-data
// expect: written ops
// expect: word ops 8 8
// expect: rela .kmend.data other undefined
// expect: undefined other
#include "macros.h"
struct ops { int (*a)(int); int (*b)(int); };
int other(int);
const struct ops ops = { external, PICK(external, other) };
const struct ops *f(void) { return &ops; }
