// expect: refused code of section .text.f changes, but it belongs to no function
#include "macros.h"
asm(".pushsection .text.f,\"ax\"\n.globl f\n.type f,@function\nf: movl $" PICK("1", "2") ",%eax\nret\n.popsection");
int g(int x) { return external(x); }
