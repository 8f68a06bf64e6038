/* From .bss to .data. */
// expect: refused initial value of limit
#include "macros.h"
int limit = PICK(0, 5);
int f(int x) { return external(x) + limit; }
