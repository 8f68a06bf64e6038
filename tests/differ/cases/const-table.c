/* A constant with a name has other users, maybe outside of this file. */
// expect: refused initial value of ops
#include "macros.h"
struct ops { int (*a)(int); };
int other(int);
const struct ops ops = { PICK(external, other) };
int f(int x) { return ops.a(x) + PICK(1, 2); }
