/* The assembler's two ways to write a call are one. */
// expect: replaced f
// expect: replaced g
// expect: rela .text.g f defined
#include "macros.h"
noinline int f(int x) { return external(x) + PICK(1, 2); }
FUNCTION("g", "movl $" PICK("1", "2") ",%edi\n.byte 0xe8\n.reloc ., R_X86_64_PC32, f - 4\n.long 0\nret\n");
