/* It keeps its first value. */
// without-boot-code
// expect: replaced f
// expect: left __param
// expect: local more
#include "macros.h"
static int some = 1;
PARAMETER(some_param, &param_ops_int, 0644, &some);
#if CHANGED
static int more = 2;
PARAMETER(more_param, &param_ops_int, 0644, &more);
#endif
int f(int x) { return external(x) + PICK(some, some * more); }
