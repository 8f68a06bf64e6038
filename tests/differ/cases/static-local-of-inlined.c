/* One variable in all callers of an inlined function; its number shifts. */
// cc: gcc
// expect: replaced f
// expect: rela .text.f .klp.sym.vmlinux.count.0,0 undefined
#include "macros.h"
#if CHANGED
int fresh(int);
#endif
static inline __attribute__((always_inline)) int next(void) { static int count; return ++count; }
int e(int x) { static int state = 5; return state += external(x); }
int f(int x) { return external(next()) + PICK(1, 2); }
int g(int x) { return external(next() + x); }
