/* It was only called, and nobody calls it any more. */
// expect: replaced g
// expect: left gone
#include "macros.h"
#if !CHANGED
static noinline int gone(int x) { return external(x) + 1; }
#endif
int g(int x) { return PICK(gone, external)(x) + x; }
