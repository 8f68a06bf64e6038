/* The .cold half is meant with its function. */
// cc: gcc
// expect: replaced f
// expect: active f
// expect: flagged f 2
// expect: flagged f.cold 3
#include "macros.h"
#include "../../../uapi/kmend_author.h"
__attribute__((cold)) void complain(int);
int f(int x)
{
	if (x > 100) {
		complain(PICK(1, 2));
		complain(external(x));
	}
	return external(x);
}
#if CHANGED
KMEND_ALLOW_ACTIVE(f, "they only complain");
#endif
