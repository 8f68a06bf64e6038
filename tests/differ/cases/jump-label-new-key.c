/* A new static key comes along; the module loader patches its branches. */
// expect: replaced f
// expect: local key
// expect: rela __jump_table key defined
#include "macros.h"
#if CHANGED
static long key[2];
#endif
int f(int x)
{
#if CHANGED
	BRANCH(key);
#endif
	return external(x);
yes:
	return external(x + 1);
}
