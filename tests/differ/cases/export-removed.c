// expect: replaced f
// expect: left f
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
#if !CHANGED
asm(".pushsection ___ksymtab_gpl+f,\"a\"\n.long f - .\n.long 0\n.long 0\n.popsection");
#endif
