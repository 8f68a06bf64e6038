/* Other units of the patch may use it. */
// expect: replaced f
// expect: global fresh
#include "macros.h"
#if CHANGED
int fresh = 3;
#endif
int f(int x) { return external(x) + PICK(1, fresh++); }
