/* Only a string differs. */
// expect: replaced f
// expect: section .rodata.
#include "macros.h"
int f(int x) { return printf_like(PICK("old %d\n", "new %d\n"), x); }
int g(int x) { return printf_like("same %d\n", x); }
