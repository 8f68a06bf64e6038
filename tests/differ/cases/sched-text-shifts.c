/* A function that grows makes distances in the others longer: no change there. */
// expect: replaced c
// expect: absent a
#include "macros.h"
static noinline section(".sched.text") int b(int x) { return external(x) * 3; }
section(".sched.text") int c(int x) { return PICK(external(x), external(external(x) * 77)) + 3; }
section(".sched.text") int a(int x) { return b(x) + 1; }
