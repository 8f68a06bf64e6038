// expect: refused the size of table
#include "macros.h"
int table[PICK(2, 3)] = { 1, 2 };
int f(int x) { return external(x) + table[x & 1]; }
