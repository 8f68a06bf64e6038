/* A debug message of a replaced function can be switched on under the patch module's name. */
// cc: gcc
// expect: replaced f
// expect: local __UNIQUE_ID_ddebug1.
// expect: section __dyndbg 16
#include "macros.h"
int f(int x) { DEBUG_MESSAGE(__UNIQUE_ID_ddebug1, 10); return external(x) + PICK(1, 2); }
int g(int x) { DEBUG_MESSAGE(__UNIQUE_ID_ddebug2, 20); return external(x); }
