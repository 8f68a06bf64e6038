// expect: refused f (section .text.both) has a jump at +0x1 that leads to no function
#include "macros.h"
asm(".pushsection .text.both,\"ax\"\nhelper: ret\n.globl f\n.type f,@function\nf: call helper\nret\n.size f, .-f\n"
    ".globl g\n.type g,@function\ng: movl $" PICK("1", "2") ",%eax\nret\n.size g, .-g\n.popsection");
