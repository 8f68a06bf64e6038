/* The same code with another operation in it. */
// expect: replaced f
// expect: section .parainstructions 16
#include "macros.h"
int f(int x) { PARAVIRT(PICK("3", "4")); return external(x); }
int g(int x) { PARAVIRT("5"); return external(x); }
