/* New data takes its strings along. */
// expect: replaced f
// expect: local fresh
// expect: rela .data.fresh .rodata. defined
#include "macros.h"
#if CHANGED
static const char *fresh[] = { "zero", "one", "two" };
#endif
int f(int x)
{
#if CHANGED
	fresh[x]++;
	printf_like(fresh[x + 1]);
#endif
	return external(x);
}
