/* Another static key behind the same code. */
// expect: replaced f
// expect: section __jump_table 16
// expect: rela __jump_table key_b undefined
#include "macros.h"
extern long key_a, key_b;
int f(int x) { BRANCH(PICK(&key_a, &key_b)); return external(x); yes: return external(x + 1); }
