/* A line of a warning is no change. */
// object: drill
// before-load
// expect: replaced f
#include "macros.h"
section(".init.text") used int start(int x) { if (x) BUG_ENTRY(PICK(1, 2)); return external(1); }
int f(int x) { return external(x) + PICK(1, 2); }
