/* A call by the second name of a function that stays. */
// cc: gcc
// expect: replaced g
// expect: undefined f_too
#include "macros.h"
noinline int f(int x) { return external(x) + 1; }
int f_too(int) __attribute__((alias("f")));
int g(int x) { return f_too(x) + PICK(1, 2); }
