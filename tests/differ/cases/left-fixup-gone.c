/* The kernel would go on to call it, and it calls what is replaced. */
// without-boot-code
// expect: refused and so to use fix, which the new code does not expect
#include "macros.h"
noinline int f(int x, int y) { return external(x) + PICK(1, y); }
#if !CHANGED
used static int fix(int x) { return f(x, 0); }
FIXUP_FOR(5, fix);
#endif
