// expect: nochange
#include "macros.h"
#if !CHANGED
__attribute__((weak))
#endif
int f(int x) { return external(x) + 1; }
