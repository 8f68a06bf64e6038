// expect: refused function f changes, but its
#include "macros.h"
asm(".pushsection .text.f,\"ax\"\n.globl f\n.type f,@function\nf: "
#if CHANGED
    "nop\n"
#endif
    "ret\n.size f, .-f\n.popsection");
int g(int x) { return external(x); }
