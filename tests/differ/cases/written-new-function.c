/* A pointer of a variable, to a function that is new. */
// change-data
// expect: new vet
// expect: written ops
// expect: word ops 8 8
// expect: rela .kmend.data vet defined
#include "macros.h"
struct ops { int (*a)(int); int (*vet)(int); };
static noinline int old(int x) { return external(x) - 2; }
#if CHANGED
static int vet(int x) { return old(x) - 1; }
#endif
static struct ops ops = { external, PICK(old, vet) };
struct ops *f(void) { return &ops; }
int g(int x) { return old(x); }
