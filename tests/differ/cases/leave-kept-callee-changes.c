/* What only the old function calls stays with it, but was not made for the new source. */
// leave: f
// expect: refused h would become other code there
#include "macros.h"
#if CHANGED && !defined(OLD)
int f(int x, int y) { return external(x) + y; }
#else
static noinline int h(int x) { return external(x) + PICK(1, 2); }
int f(int x) { return h(x) + 2; }
#endif
