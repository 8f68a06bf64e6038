/* A rate limit with other values is another one: nobody but the function knows it. */
// cc: gcc
// expect: replaced f
// expect: local _rs.
#include "macros.h"
struct limit { int lock, interval, burst; };
int may_tell(struct limit *);
int f(int x)
{
	static struct limit _rs = { 0, 5, PICK(10, 20) };

	if (x > external(x) && may_tell(&_rs))
		printf_like("one");
	return x;
}
