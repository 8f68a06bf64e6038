/* Nothing else changes. */
// without-boot-code
// expect: nochange
#include "macros.h"
int f(int x) { return external(x); }
used section("__modver") static const char version[] = PICK("1", "2");
