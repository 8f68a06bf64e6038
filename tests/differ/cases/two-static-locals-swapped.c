/* Two of one name in a changed function: which is which is not certain. */
// cc: gcc
// expect: refused static variable count
#include "macros.h"
int f(int x)
{
	if (x > PICK(5, 6) + external(x)) {
		static int count;

		return count += external(1) + PICK(0, external(3));
	} else {
		static int count;

		return count -= external(2);
	}
}
