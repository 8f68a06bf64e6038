/* The flags of a warning: every time or once. */
// expect: replaced f
// expect: section __bug_table 12
#include "macros.h"
int f(int x) { WARN_ENTRY(10, PICK(1, 3)); return external(x); }
int g(int x) { WARN_ENTRY(20, 1); return external(x); }
