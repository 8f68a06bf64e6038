/* The same code, but nobody catches its fault any more. */
// expect: replaced f
// expect: no-section __ex_table
#include "macros.h"
#if CHANGED
int f(int x) { asm volatile("nop"); return external(x); }
#else
int f(int x) { FIXUP(1); return external(x); }
#endif
int g(int x) { FIXUP(1); return external(x) + 1; }
