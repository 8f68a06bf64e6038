/* Just enough for the jump. */
// expect: replaced f
#include "macros.h"
asm(".pushsection .text.f,\"ax\"\n.globl f\n.type f,@function\nf: nop\nnop\nnop\n"
    PICK("nop", "cld") "\nret\n.size f, .-f\n.popsection");
