/* What it refers to is what it was: it stays the running kernel's. */
// renew: table
// expect: replaced f
// expect: undefined .klp.sym.vmlinux.table,0
#include "macros.h"
int parse(const void *);
static const void *const table[] = { "text", external, 0 };
int f(int x)
{
	return parse(table) + PICK(x, 2 * x) + external((long)PICK("", "another text"));
}
