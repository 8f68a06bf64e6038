// expect: replaced f
// expect: section .smp_locks 4
#include "macros.h"
int f(int *x) { LOCKED(*x); return external(*x) + PICK(1, 2); }
int g(int *x) { LOCKED(*x); return external(*x); }
