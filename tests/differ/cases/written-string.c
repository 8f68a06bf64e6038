/* Nobody can tell where a string was that has no name. */
// change-data
// expect: refused initial value of name
#include "macros.h"
const char *const name = PICK("old", "new");
const char *const *f(void) { return &name; }
