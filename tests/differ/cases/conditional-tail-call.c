/* So is a conditional one. */
// expect: replaced f
// expect: replaced g
// expect: rela .text.g f defined
#include "macros.h"
noinline int f(int x) { return external(x) + PICK(1, 2); }
asm(".pushsection .text.g,\"ax\"\n.globl g\n.type g,@function\n"
    "g: cmpl $" PICK("1", "2") ",%edi\njne f\nmovl $1,%eax\nret\n.size g, .-g\n.popsection");
