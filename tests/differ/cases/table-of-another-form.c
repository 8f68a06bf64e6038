// expect: refused section __ex_table does not have the form
#include "macros.h"
asm(".pushsection __ex_table,\"a\"\n.long f - .\n.long f - .\n.popsection");
int f(int x) { return external(x) + PICK(1, 2); }
