/* Whoever inlined a changed function changes with it, and nobody else. */
// expect: replaced g
// expect: replaced h
// expect: absent other
#include "macros.h"
static inline __attribute__((always_inline)) int f(int x) { return x * PICK(3, 5); }
int g(int x) { return external(f(x)); }
int h(int x) { return external(x) + f(x + 1); }
int other(int x) { return external(x); }
