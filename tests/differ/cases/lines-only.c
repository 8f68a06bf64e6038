/* Other lines, with debug information that says so. */
// cflags: -g
// expect: nochange
#include "macros.h"
#if CHANGED


#endif
int f(int x) { return external(x) + 1; }
