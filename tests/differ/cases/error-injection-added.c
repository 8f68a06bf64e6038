// expect: refused section _error_injection_whitelist is new, but the kernel reads it only at boot
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
used section("_error_injection_whitelist") static int (*const entry)(int) = external;
#endif
