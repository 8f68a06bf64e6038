/* The new function can be traced under the patch module's name. */
// cc: gcc
// cflags: -pg -mfentry -mrecord-mcount
// expect: replaced f
// expect: section __mcount_loc 8
// expect: undefined __fentry__
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
int g(int x) { return external(x); }
