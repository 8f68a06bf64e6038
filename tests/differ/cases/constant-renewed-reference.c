/* It changes although its bytes do not: it refers to something else. */
// renew: table
// expect: replaced f
// expect: local table
#include "macros.h"
int parse(const void *);
static const void *const table[] = { PICK(&external_data, external), 0 };
int f(int x)
{
	return parse(table) + x;
}
