/* A per-CPU variable that the kernel has. */
// expect: replaced f
// expect: undefined hits
// expect: undefined .klp.sym.vmlinux.misses,0
#include "macros.h"
section(".data..percpu") int hits;
static section(".data..percpu") int misses;
int f(int x) { hits += x; misses += external(x) + PICK(1, 2); return x; }
int g(void) { return misses; }
