// expect: refused section ___ksymtab+f is new, but the kernel reads it only at boot
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
asm(".pushsection ___ksymtab+f,\"a\"\n.long f - .\n.long 0\n.long 0\n.popsection");
#endif
