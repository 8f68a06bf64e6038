/* A new function may be of any size. */
// expect: new fresh
#include "macros.h"
#if CHANGED
asm(".pushsection .text.fresh,\"ax\"\n.globl fresh\n.type fresh,@function\nfresh: ret\n.size fresh, .-fresh\n.popsection");
#endif
int g(int x) { return external(x); }
