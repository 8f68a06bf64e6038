/* Sections that are not in the kernel may change. */
// expect: nochange
#include "macros.h"
#if CHANGED
asm(".pushsection .note.thing,\"a\"\n.long 2\n.popsection\n"
    ".pushsection .discard.thing,\"aw\"\n.long 2\n.popsection");
#else
asm(".pushsection .note.thing,\"a\"\n.long 1\n.popsection");
#endif
int f(int x) { return external(x) + 1; }
