// cflags: -fcommon
// expect: refused limit is a common symbol
#include "macros.h"
int limit;
int f(int x) { return external(x) + limit + PICK(1, 2); }
