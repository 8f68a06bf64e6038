// expect: replaced f
// expect: section __ex_table 12
#include "macros.h"
#if CHANGED
#define FIXUP_PICK FIXUP(2)
#else
#define FIXUP_PICK FIXUP(1)
#endif
int f(int x) { FIXUP_PICK; return external(x); }
int g(int x) { FIXUP(1); return external(x) + 1; }
