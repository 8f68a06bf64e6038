/* Who was loaded was built without it. */
// expect: replaced f
// expect: left f
// expect: section .kmend.unit
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
asm(".pushsection ___ksymtab+f,\"a\"\n.long f - .\n.long 0\n.long 0\n.popsection");
#endif
