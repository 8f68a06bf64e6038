/* A string more moves the others; only its user differs. */
// expect: replaced f
#include "macros.h"
int f(int x)
{
#if CHANGED
	printf_like("one more\n");
#endif
	return external(x);
}
int g(int x) { return printf_like("same %d\n", x); }
