/* The kernel would go on to call it for the old device, but the new one is not made for that. */
// without-boot-code
// expect: refused and so to use fix, which the new code does not expect
#include "macros.h"
used static int fix(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
FIXUP_FOR(7, fix);
#else
FIXUP_FOR(5, fix);
#endif
