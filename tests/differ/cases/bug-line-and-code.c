/* A new line number alone replaces nothing, but it is right in what is replaced. */
// expect: replaced f
// expect: section __bug_table 12
#include "macros.h"
int f(int x) { BUG_ENTRY(PICK(10, 11)); return external(x) + PICK(0, 1); }
void g(int x) { BUG_ENTRY(PICK(20, 21)); }
