/* The line that a warning prints. */
// expect: replaced f
// expect: section __bug_table 12
#include "macros.h"
int f(int x) { BUG_ENTRY(PICK(10, 11)); return external(x); }
void g(int x) { BUG_ENTRY(20); }
