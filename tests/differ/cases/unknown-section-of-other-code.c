// expect: replaced g
#include "macros.h"
int f(int x) { return external(x); }
int g(int x) { return external(x) + PICK(1, 2); }
used section(".strange") static int (*thing)(int) = f;
