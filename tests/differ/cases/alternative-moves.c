/* An empty replacement, one of another function, and a call in one. */
// expect: replaced g
// expect: section .altinstructions 24
// expect: section .altinstr_replacement 5
// expect: rela .altinstr_replacement clear undefined
#include "macros.h"
int f(int x) { ALTERNATIVE(".byte 0x0f,0x01,0xcb"); return external(x); }
int g(int x) { ALTERNATIVE(""); ALTERNATIVE("call clear"); return external(x) + PICK(1, 2); }
