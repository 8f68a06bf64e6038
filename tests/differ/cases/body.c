/* One function's code differs. */
// expect: replaced f
// expect: undefined external
// expect: local f
// expect: absent g
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
int g(int x) { return external(x) + 5; }
