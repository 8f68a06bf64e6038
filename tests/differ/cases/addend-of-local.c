/* A place in a variable of this file is told from the section and an offset. */
// expect: replaced f
// expect: undefined .klp.sym.vmlinux.array,0
#include "macros.h"
static int array[9];
int f(int x) { return external(array[PICK(1, 2)]); }
int g(int x) { return array[x]++; }
