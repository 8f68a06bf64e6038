// expect: replaced f
#include "macros.h"
long f(long x) { return external(x) + PICK(0x123456789abcdef0, 0x123456789abcdef1); }
