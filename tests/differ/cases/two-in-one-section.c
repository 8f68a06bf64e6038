/* Assembly: two functions in one section, one changes. */
// expect: replaced f
// expect: absent g
#include "macros.h"
asm(".pushsection .text.both,\"ax\"\n"
    ".globl f\n.type f,@function\nf: movl $" PICK("1", "2") ",%eax\nret\n.size f, .-f\n"
    ".globl g\n.type g,@function\ng: movl $3,%eax\nret\n.size g, .-g\n.popsection");
