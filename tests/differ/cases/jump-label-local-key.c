// expect: replaced f
// expect: rela __jump_table .klp.sym.vmlinux.key,0 undefined
#include "macros.h"
static long key[2];
int f(int x) { BRANCH(key); return external(x) + PICK(1, 2); yes: return external(x + 1); }
