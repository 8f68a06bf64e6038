/* The assembler resolves calls between local functions of a section; a copy must not keep the distance. */
// expect: replaced a
// expect: rela .sched.text .klp.sym.vmlinux.b,0 undefined
// expect: absent b
#include "macros.h"
static noinline section(".sched.text") int b(int x) { return external(x) * 3; }
section(".sched.text") int c(int x) { return b(x) + 3; }
section(".sched.text") int a(int x) { return b(x) + PICK(1, 2); }
