/* Names count, not what is under them. */
// expect: replaced f
// expect: replaced g
#include "macros.h"
int PICK(f, g)(int x) { return external(x) + 1; }
int PICK(g, f)(int x) { return external(x) * 5; }
