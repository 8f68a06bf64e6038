// expect: replaced f
// expect: no-section __bug_table
#include "macros.h"
int f(int x)
{
#if !CHANGED
	if (x > 7)
		BUG_ENTRY(10);
#endif
	return external(x);
}
void g(int x) { BUG_ENTRY(20); }
