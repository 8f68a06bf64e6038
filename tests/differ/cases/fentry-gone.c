/* "notrace" is a change like any other. */
// cc: gcc
// cflags: -pg -mfentry -mrecord-mcount
// expect: replaced f
// expect: no-section __mcount_loc
#include "macros.h"
#if CHANGED
__attribute__((no_instrument_function))
#endif
int f(int x) { return external(x) + 1; }
int g(int x) { return external(x); }
