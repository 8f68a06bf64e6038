/* The manager fills it in when the module comes. */
// object: drill
// change-data
// expect: written ops
// expect: section .kmend.relocs
#include "macros.h"
struct ops { int (*a)(int); };
static noinline int g(int x) { return external(x) + 1; }
static const struct ops ops = { PICK(external, g) };
const struct ops *f(void) { return &ops; }
int h(int x) { return g(x); }
