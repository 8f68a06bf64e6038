// expect: refused section .strange changes, and this version of kmend does not know
#include "macros.h"
used section(".strange") static int thing = PICK(1, 2);
int f(int x) { return external(x) + PICK(1, 2); }
