/* It would still be set, and the new code does not know. */
// without-boot-code
// expect: refused and so to use some, which the new code does not expect
#include "macros.h"
static int some = 1;
PARAMETER(some_param, &param_ops_int, PICK(0644, 0444), &some);
int f(int x) { return external(x) + PICK(some, 2 * some); }
