// expect: refused section group
#include "macros.h"
asm(".section .text.twin,\"axG\",@progbits,twin,comdat\n.weak twin\n.type twin,@function\ntwin: ret\n.size twin, .-twin\n.text");
int f(int x) { return external(x) + PICK(1, 2); }
