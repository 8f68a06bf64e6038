/* Writable and without a name: nobody can say which is which. */
// expect: refused nameless data of section .data.nameless
#include "macros.h"
asm(".pushsection .data.nameless,\"aw\"\n.long " PICK("1", "2") "\n.popsection");
int f(int x) { return external(x); }
