/* Nobody has asked yet whether it is there. */
// object: drill
// before-load
// expect: written ops
// expect: word ops 8 8
// expect: word ops 16 8
#include "macros.h"
struct { int (*a)(int); int (*b)(int); int *data; } ops = { external, PICK(0, external), PICK(0, &external_data) };
void *f(void) { return &ops; }
