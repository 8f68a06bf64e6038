/* A new global function is there for other units too. */
// expect: new fresh
// expect: global fresh
#include "macros.h"
#if CHANGED
int fresh(int x) { return external(x) + 1; }
#endif
int g(int x) { return external(x) + x; }
