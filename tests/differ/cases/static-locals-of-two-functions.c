/* Two variables of one name, each found by its function though the numbers swap. */
// cc: gcc
// expect: replaced f
// expect: rela .text.f .klp.sym.vmlinux.count. undefined
// expect: absent count.
#include "macros.h"
#define F int f(int x) { static int count; count += external(x) + PICK(1, 2); return count; }
#define G int g(int x) { static int count; count -= external(x); return count; }
#if CHANGED
G F
#else
F G
#endif
