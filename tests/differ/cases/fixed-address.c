// expect: refused f uses a fixed address
#include "macros.h"
asm(".globl fixed\n.set fixed, 0x1234");
FUNCTION("f", "movl $" PICK("1", "2") ",%ecx\n.byte 0xb8\n.reloc ., R_X86_64_32, fixed\n.long 0\nret\n");
