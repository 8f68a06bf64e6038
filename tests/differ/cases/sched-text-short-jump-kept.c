/* It is only in the way where it would be copied. */
// expect: replaced c
// expect: absent a
#include "macros.h"
static noinline section(".sched.text") int b(int x) { return external(x) * 3; }
section(".sched.text") int a(int x) { return b(x + 1); }
section(".sched.text") int c(int x) { return b(x) + PICK(3, 4); }
