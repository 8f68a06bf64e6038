/* Constants that the linker merges. */
// expect: replaced f
#include "macros.h"
double f(double x) { return x * PICK(1.5, 2.5); }
double g(double x) { return x * 3.5; }
