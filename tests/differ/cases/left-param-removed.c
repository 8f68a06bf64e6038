/* It can still be set, but nobody looks at it. */
// without-boot-code
// expect: replaced f
// expect: left __param
#include "macros.h"
#if !CHANGED
static int some = 1;
PARAMETER(some_param, &param_ops_int, 0644, &some);
#endif
int f(int x) { return external(x) + PICK(some, 2); }
