/* Two names for one function: it is replaced once. */
// expect: replaced f
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
static int f_too(int) __attribute__((alias("f"))) used;
