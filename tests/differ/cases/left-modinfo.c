// without-boot-code
// expect: replaced f
// expect: left .modinfo
#include "macros.h"
used section(".modinfo") static const char firmware[] = PICK("firmware=a", "firmware=b");
int f(int x) { return external(x) + PICK(1, 2); }
