/* Its operations are gone, but lead to what is replaced. */
// without-boot-code
// expect: refused and so to use set, which the new code does not expect
#include "macros.h"
used static int set(int x) { return external(x) + PICK(1, 2); }
#if !CHANGED
static int (*const operations[])(int) = { set };
PARAMETER(some_param, operations, 0644, 0);
#endif
