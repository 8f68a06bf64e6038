/* Who has the value in the code is replaced, who has the address sees it. */
// change-data
// expect: replaced f
// expect: written t
#include "macros.h"
static const long t[2] = { 1, PICK(2, 3) };
long f(void) { return external(t[1]); }
const void *g(void) { return t; }
