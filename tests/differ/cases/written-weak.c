/* It may be another file's. */
// change-data
// expect: refused initial value of t
#include "macros.h"
__attribute__((weak)) const long t[2] = { 1, PICK(2, 3) };
const void *f(void) { return t; }
