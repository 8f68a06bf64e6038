/* Only the old function needs room for the jump. */
// expect: replaced f
// expect: section .text.f 1
#include "macros.h"
asm(".pushsection .text.f,\"ax\"\n.globl f\n.type f,@function\nf: "
    PICK("movl $1,%eax\n", "") "ret\n.size f, .-f\n.popsection");
