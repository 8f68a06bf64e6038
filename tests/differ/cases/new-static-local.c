/* A new static local is new; the old one is found though its number moved. */
// cc: gcc
// expect: replaced g
// expect: local seen.
// expect: undefined .klp.sym.vmlinux.count.
#include "macros.h"
int g(int x)
{
#if CHANGED
	static int seen;

	if (seen++ > external(x))
		return 1;
#endif
	{
		static int count;

		count += external(x);
		return count;
	}
}
