/* Only the piece differs. */
// expect: replaced f
#include "macros.h"
int f(int x) { FEATURE(PICK(1, 2)); return external(x); yes: return external(x + 1); }
int g(int x) { FEATURE(3); return external(x); yes: return external(x + 1); }
