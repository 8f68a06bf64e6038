/* As a value, so it is the old entry. */
// expect: replaced f
// expect: replaced g
// expect: rela .text.g f undefined
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
FUNCTION("g", "movabsq $f,%rax\nmovl $" PICK("1", "2") ",%ecx\nret\n");
