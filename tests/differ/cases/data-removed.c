/* Nobody uses it any more; the kernel keeps it. */
// expect: replaced f
// expect: absent gone
#include "macros.h"
#if !CHANGED
static int gone = 1;
#endif
int f(int x) { return external(x) + PICK(gone++, 2); }
