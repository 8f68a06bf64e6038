/* Nor is a pointer to data one to code. */
// change-data
// expect: refused initial value of place
#include "macros.h"
static int a, b;
int *place = &PICK(a, b);
int f(void) { return external(a + b); }
