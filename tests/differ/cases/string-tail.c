/* A string that is the end of another one. */
// expect: replaced f
// expect: absent g
#include "macros.h"
int f(int x) { return printf_like(PICK("the end", "not the end"), x); }
int g(int x) { return printf_like("the end", x) + 1; }
