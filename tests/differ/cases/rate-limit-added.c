/* Nobody can tell which of two rate limits was there: both begin to count anew. */
// cc: gcc
// expect: replaced f
// expect: local _rs.
#include "macros.h"
struct limit { int lock, interval, burst; };
int may_tell(struct limit *);
#define TELL(text) do { static struct limit _rs = { 0, 5, 10 }; if (may_tell(&_rs)) printf_like(text); } while (0)
int f(int x)
{
	if (x > external(x))
		TELL("one");
#if CHANGED
	if (x < external(2))
		TELL("two");
#endif
	return x;
}
