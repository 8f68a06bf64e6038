/* What registers a replaced function at boot has done so. */
// expect: replaced f
// expect: no-section _error_injection_whitelist
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
used section("_error_injection_whitelist") static int (*const entry)(int) = f;
