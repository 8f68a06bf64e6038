/* Built without -ffunction-sections. */
// cflags: -fno-function-sections
// expect: refused is built without function sections
#include "macros.h"
__attribute__((cold)) int h(int x) { return external(x) + 7; }
int f(int x) { return external(x) + PICK(1, 2); }
int g(int x) { return external(x); }
