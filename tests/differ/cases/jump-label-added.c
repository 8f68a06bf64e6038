// expect: replaced f
// expect: section __jump_table 16
// expect: rela __jump_table key_a undefined
#include "macros.h"
extern long key_a;
int f(int x)
{
#if CHANGED
	BRANCH(&key_a);
#endif
	return external(x);
yes:
	return external(x + 1);
}
int g(int x) { BRANCH(&key_a); return external(x); yes: return external(x + 1); }
