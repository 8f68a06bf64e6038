/* The only rate limit of a function stays the running kernel's. */
// cc: gcc
// expect: replaced f
// expect: undefined .klp.sym.vmlinux._rs.
#include "macros.h"
struct limit { int lock, interval, burst; };
int may_tell(struct limit *);
int f(int x)
{
	static struct limit _rs = { 0, 5, 10 };

	if (x > external(x) && may_tell(&_rs))
		printf_like("one");
	return x + PICK(1, 2) * external(2);
}
