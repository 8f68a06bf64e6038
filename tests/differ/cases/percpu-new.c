/* The module loader makes one for each CPU. */
// expect: replaced f
// expect: section .data..percpu 8
// expect: local hits
// expect: rela .text.f hits defined
#include "macros.h"
#if CHANGED
static section(".data..percpu..read_mostly") int hits = 3;
static section(".data..percpu") int misses;
#endif
int f(int x) { return external(x) + PICK(1, hits++ + misses++); }
