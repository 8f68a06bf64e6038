/* The function is in another source, and so is the new one. */
// leave: f
// expect: replaced g
// expect: undefined f.new
#include "macros.h"
int f(int);
int g(int x) { return f(x) + 1; }
int h(int x) { return external(x); }
