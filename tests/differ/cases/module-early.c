/* The kernel reads the key of a jump label when it loads the patch module: the module has to be there. */
// object: drill
// expect: replaced f
// expect: rela __jump_table .klp.sym.drill.key,0 undefined
// expect: rela .kmend.unit f undefined
// expect: no-section .kmend.relocs
#include "macros.h"
static long key[2];
int f(int x) { BRANCH(key); return external(x) + PICK(1, 2); yes: return external(x + 1); }
