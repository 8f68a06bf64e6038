/* Other files may call it: they go on doing so. */
// expect: replaced g
// expect: left gone
#include "macros.h"
#if !CHANGED
int gone(int x) { return external(x) + 1; }
#endif
int g(int x) { return external(x) + PICK(1, 2); }
