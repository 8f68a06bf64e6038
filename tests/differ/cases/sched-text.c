/* Functions that share a section on purpose. */
// expect: replaced a
// expect: absent b
#include "macros.h"
section(".sched.text") int b(int x) { return external(x) + 3; }
section(".sched.text") int a(int x) { return external(x) + PICK(1, 2); }
section(".sched.text") int c(int x) { return external(x) + 5; }
