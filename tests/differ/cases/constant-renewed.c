/* A table that changes, which nobody keeps: each function that has it in its code is replaced. */
// renew: table
// expect: replaced f
// expect: replaced g
// expect: local table
#include "macros.h"
int parse(const int *);
static const int table[] = {
	PICK(1, 2), 3,
#if CHANGED
	4,
#endif
};
int f(int x)
{
	return parse(table) + x;
}
int g(int x)
{
	return parse(table) - x;
}
int h(int x)
{
	return external(x);
}
