/* A function that may not be there. */
// expect: replaced f
// expect: weak hook
#include "macros.h"
__attribute__((weak)) int hook(int);
int f(int x) { return hook ? hook(x) + PICK(1, 2) : external(x); }
