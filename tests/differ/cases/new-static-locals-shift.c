/* Numbers shift in an unchanged function: no change there. */
// expect: replaced f
#include "macros.h"
int f(int x)
{
#if CHANGED
	static int extra;

	extra += x;
	return external(extra);
#else
	return external(x);
#endif
}
int g(int x) { static int count; count += external(x); return count; }
int h(int x) { static int count; count -= external(x); return count; }
