/* Old local data is that of the kernel. */
// expect: replaced g
// expect: undefined .klp.sym.vmlinux.state,0
// expect: absent state
#include "macros.h"
static int state;
int g(int x) { state += external(x) + PICK(1, 2); return state; }
