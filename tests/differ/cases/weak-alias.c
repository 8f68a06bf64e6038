/* How the kernel makes system calls that may be missing. */
// expect: replaced f
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
int f_too(int) __attribute__((weak, alias("f")));
