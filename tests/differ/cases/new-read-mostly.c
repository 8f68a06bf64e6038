/* A new variable in a section that others share, without a neighbour that matters. */
// expect: replaced f
// expect: local fresh
// expect: absent old
#include "macros.h"
static int old section(".data..read_mostly") = 1;
#if CHANGED
static int fresh section(".data..read_mostly") = 9;
#endif
int f(int x) { return external(x) + PICK(1, fresh++); }
int g(int x) { return old += external(x); }
