/* One object with two names is written once. */
// change-data
// expect: written t
// expect: section .kmend.data 56
#include "macros.h"
const long t[2] = { 1, PICK(2, 3) };
extern const long u[2] __attribute__((alias("t")));
const void *f(void) { return t; }
const void *g(void) { return u; }
