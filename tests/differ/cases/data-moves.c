/* Code that was compiled before looks for it where it was. */
// expect: refused limit moves from section .data.limit to .data..read_mostly
#include "macros.h"
section(PICK(".data.limit", ".data..read_mostly")) int limit = 1;
int f(int x) { return external(x) + limit; }
