/* It does not change, so it does not matter what it is. */
// expect: replaced g
#include "macros.h"
asm(".pushsection .text.f,\"ax\"\n.globl f\n.type f,@function\nf: movl $1,%eax\nret\n.popsection");
int g(int x) { return external(x) + PICK(1, 2); }
