/* Data that is gone after boot, used by code that stays: as before the change. */
// expect: replaced f
// expect: undefined .klp.sym.vmlinux.early,0
#include "macros.h"
section(".init.data") static int early = 1;
int f(int x) { return external(x) + (x > 7 ? early++ : PICK(1, 2)); }
int g(int x) { return early++; }
