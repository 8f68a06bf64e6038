/* A name more shifts the number of another function's. */
// expect: replaced f
#include "macros.h"
int f(int x)
{
#if CHANGED
	printf_like("%s\n", __func__);
#endif
	return external(x);
}
int g(int x) { return printf_like("%s\n", __func__) + x; }
