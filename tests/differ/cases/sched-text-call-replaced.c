/* So must a call of one that is replaced too. */
// expect: replaced a
// expect: replaced b
// expect: rela .sched.text b defined
#include "macros.h"
static noinline section(".sched.text") int b(int x) { return external(x) * PICK(3, 500); }
section(".sched.text") int c(int x) { return external(x) + 3; }
section(".sched.text") int a(int x) { return b(x) + PICK(1, 2); }
