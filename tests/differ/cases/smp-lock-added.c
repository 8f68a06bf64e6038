/* The kernel takes the prefix out where there is one processor. */
// expect: replaced f
// expect: section .smp_locks 4
#include "macros.h"
#if CHANGED
#define INCREMENT(x) LOCKED(x)
#else
#define INCREMENT(x) asm volatile("lock incl %0" : "+m" (x))
#endif
int f(int *x) { INCREMENT(*x); return external(*x); }
