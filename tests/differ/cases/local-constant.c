/* A constant of the function itself goes with it. */
// cc: gcc
// expect: replaced f
// expect: local codes.
#include "macros.h"
int f(int x) { static const int codes[5] = { 3, 1, 4, 1, PICK(5, 6) }; return external(codes[x % 5]); }
