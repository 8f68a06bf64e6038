/* A table that stays is the running kernel's, as ever. */
// renew: table
// expect: replaced f
// expect: undefined .klp.sym.vmlinux.table,0
#include "macros.h"
int parse(const int *);
static const int table[] = { 1, 3 };
int f(int x)
{
	return parse(table) + PICK(x, 2 * x);
}
int g(int x)
{
	return parse(table) - x;
}
