/* The kernel has no table of addresses for it. */
// expect: refused has a relocation of type
#include "macros.h"
FUNCTION("f", "movq external_data@GOTPCREL(%rip),%rax\nmovl $" PICK("1", "2") ",%ecx\nret\n");
