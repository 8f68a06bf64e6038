// expect: refused section .static_call.text is new
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
asm(".pushsection .static_call.text,\"ax\"\ntramp: jmp f\n.popsection");
#endif
