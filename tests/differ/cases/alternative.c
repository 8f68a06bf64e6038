/* The replacement differs, the code does not. */
// expect: replaced f
// expect: section .altinstructions 12
// expect: section .altinstr_replacement 3
#include "macros.h"
int f(int x) { ALTERNATIVE(PICK(".byte 0x0f,0x01,0xcb", ".byte 0x0f,0x01,0xca")); return external(x); }
int g(int x) { ALTERNATIVE(".byte 0x0f,0x01,0xcb"); return external(x); }
