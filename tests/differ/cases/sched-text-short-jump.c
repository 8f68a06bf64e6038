/* One byte of distance does not reach from the copy to the kernel. */
// expect: refused a has a short jump to b, which shares section .sched.text with it
#include "macros.h"
static noinline section(".sched.text") int b(int x) { return external(x) * 3; }
section(".sched.text") int a(int x) { return b(x + PICK(1, 2)); }
int c(int x) { return b(x) + 3; }
