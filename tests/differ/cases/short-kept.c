/* A short function that stays as it is can be called. */
// expect: replaced g
// expect: undefined f
#include "macros.h"
asm(".pushsection .text.f,\"ax\"\n.globl f\n.type f,@function\nf: ret\n.size f, .-f\n.popsection");
int f(int);
int g(int x) { return f(x) + PICK(1, 2); }
