/* A pointer of a variable, to a function that is new. */
// change-data
// expect: new vet
// expect: written ops
// expect: word ops 8 8
// expect: rela .kmend.data vet defined
#include "macros.h"
struct ops { int (*a)(int); int (*vet)(int); };
#if CHANGED
static int vet(int x) { return external(x) - 1; }
#endif
static struct ops ops = { external, PICK(0, vet) };
struct ops *f(void) { return &ops; }
