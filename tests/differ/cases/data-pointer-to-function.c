/* A table with a replaced function in it does not change. */
// expect: replaced f
#include "macros.h"
static int f(int x) { return external(x) + PICK(1, 2); }
struct ops { int (*a)(int); } ops = { f };
