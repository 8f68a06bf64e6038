/* A label in the middle is reached with the function that holds it. */
// expect: replaced f
// expect: replaced g
// expect: rela .text.g f defined
#include "macros.h"
asm(".pushsection .text.f,\"ax\"\n.globl f, inner\n.type f,@function\nf: nop\n"
    "inner: movl $" PICK("1", "2") ",%eax\nret\n.size f, .-f\n.popsection");
int inner(int);
int g(int x) { return inner(x) + PICK(3, 4); }
