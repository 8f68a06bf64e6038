/* An instruction with a constant after its address. */
// cc: gcc
// expect: replaced f
// expect: undefined .klp.sym.vmlinux.second,0
#include "macros.h"
static struct { int a, b; } first, second;
int f(int x) { second.b = PICK(7, 8); external((int)(long)&first); return external(second.b + first.a); }
void g(int x) { first.a = x; second.b = x + 1; }
