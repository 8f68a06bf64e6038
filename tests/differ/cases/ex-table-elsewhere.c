/* A fault of new code may not lead into old code. */
// expect: refused has an entry of a table that leads into g, which does not change
#include "macros.h"
FUNCTION("g", "movl $1,%eax\nnop\nlanding: ret\n");
FUNCTION("f", "1: movl $" PICK("1", "2") ",%eax\nret\n");
asm(".pushsection __ex_table,\"a\"\n.balign 4\n.long f - .\n.long landing - .\n.long 1\n.popsection");
