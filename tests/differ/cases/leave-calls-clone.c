/* The old function calls what the compiler made of another: nobody knows with which arguments now. */
// leave: f
// expect: refused it uses h.isra.0, which changes
#include "macros.h"
#if CHANGED && !defined(OLD)
CLONE("h.isra.0", "2");
int f(int x, int y) { CALL("h.isra.0"); return external(x) + y; }
#else
#if CHANGED
CLONE("h.isra.0", "2");
#else
CLONE("h.isra.0", "1");
#endif
int f(int x) { CALL("h.isra.0"); return external(x); }
#endif
