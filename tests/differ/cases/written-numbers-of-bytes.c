/* No byte of it is known to be aligned to more. */
// change-data
// expect: written t
// expect: word t 1 1
// expect: word t 2 1
#include "macros.h"
const char t[4] = { 1, PICK(2, 3), PICK(4, 5), 6 };
const char *f(void) { return t; }
