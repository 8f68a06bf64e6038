/* The address of a replaced function is that of the old one, as ever. */
// change-data
// expect: replaced g
// expect: written ops
// expect: rela .kmend.data .klp.sym.vmlinux.g,0 undefined
#include "macros.h"
struct ops { int (*a)(int); };
static noinline int g(int x) { return external(x) + PICK(1, 2); }
static const struct ops ops = { PICK(external, g) };
const struct ops *f(void) { return &ops; }
int h(int x) { return g(x); }
