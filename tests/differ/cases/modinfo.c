// expect: refused section .modinfo changes
#include "macros.h"
used section(".modinfo") static const char license[] = PICK("license=a", "license=b");
int f(int x) { return external(x) + PICK(1, 2); }
