// expect: refused section __param changes
#include "macros.h"
used section("__param") static const char *const name = PICK("old", "new");
int f(int x) { return external(x) + PICK(1, 2); }
