/* The compiler counts clones; the kernel has it under the old number. */
// expect: replaced g
// expect: undefined .klp.sym.vmlinux.f.isra.0,0
// expect: absent f.isra.1
#include "macros.h"
CLONE(PICK("f.isra.0", "f.isra.1"), "7");
int g(int x) { CALL(PICK("f.isra.0", "f.isra.1")); return external(x) + PICK(1, 2); }
int h(int x) { CALL(PICK("f.isra.0", "f.isra.1")); return external(x); }
