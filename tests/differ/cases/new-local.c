/* A new local function comes with the one that calls it. */
// expect: replaced g
// expect: new fresh
// expect: local fresh
#include "macros.h"
#if CHANGED
static noinline int fresh(int x) { return external(x) + 1; }
#endif
int g(int x) { return PICK(external, fresh)(x) + x; }
