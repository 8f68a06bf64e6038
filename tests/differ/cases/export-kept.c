/* Modules that use an exported function come to the new one by its entry. */
// expect: replaced f
// expect: no-section ___ksymtab+f
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
asm(".pushsection ___ksymtab+f,\"a\"\n.long f - .\n.long 0\n.long 0\n.popsection");
