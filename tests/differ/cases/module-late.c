/* What code and new data refer to in their module the manager fills in: a variable, a function, a constant pointer to it. */
// object: drill
// expect: replaced g
// expect: section .kmend.relocs
// expect: absent f
// expect: local new
#include "macros.h"
static noinline int f(int x) { return external(x) + 1; }
static int state = 7;
#if CHANGED
static int (*const new[])(int) = { f, external };
#endif
int g(int x)
{
#if CHANGED
	return new[x & 1](x) + f(x) + state++;
#else
	return f(x) + state++;
#endif
}
