/* What nothing of this file used is not missed. */
// expect: nochange
#include "macros.h"
#if !CHANGED
int gone(int x) { return external(x) + 1; }
#endif
int g(int x) { return external(x) + 1; }
