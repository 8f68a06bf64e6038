/* The line that a warning prints moves with the code. */
// expect: nochange
#include "macros.h"
int f(int x) { BUG_ENTRY(PICK(10, 11)); return external(x); }
void g(int x) { BUG_ENTRY(20); }
