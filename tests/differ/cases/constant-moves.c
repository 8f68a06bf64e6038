/* One more constant before it: the same constant at another place. */
// expect: replaced f
#include "macros.h"
double f(double x) { return x * 1.5 + PICK(0, 4.25); }
double g(double x) { return x * 3.5; }
