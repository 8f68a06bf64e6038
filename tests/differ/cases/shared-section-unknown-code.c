/* What cannot be decoded may lead anywhere. */
// expect: refused f shares section .text.both with other functions
#include "macros.h"
asm(".pushsection .text.both,\"ax\"\n.globl f\n.type f,@function\nf: .byte 0x0f,0x04\nret\n.size f, .-f\n"
    ".globl g\n.type g,@function\ng: movl $" PICK("1", "2") ",%eax\nret\n.size g, .-g\n.popsection");
