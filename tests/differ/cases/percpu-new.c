// expect: refused f uses the new per-CPU variable hits
#include "macros.h"
#if CHANGED
static section(".data..percpu") int hits;
#endif
int f(int x) { return external(x) + PICK(1, hits++); }
