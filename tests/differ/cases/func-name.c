/* A function's own name is compared by content and copied. */
// cc: gcc
// expect: replaced f
// expect: local __func__.
#include "macros.h"
int f(int x) { return printf_like("%s\n", __func__) + PICK(1, 2) * x; }
int g(int x) { return printf_like("%s\n", __func__) + x; }
