/* The same bytes in the file, but the kernel writes others over them. */
// expect: replaced f
// expect: section .altinstructions 12
#include "macros.h"
#if CHANGED
#define NOP3 ALTERNATIVE(".byte 0x0f,0x01,0xcb")
#else
#define NOP3 asm volatile(".byte 0x0f,0x1f,0x00" : : : "memory")
#endif
int f(int x) { NOP3; return external(x); }
int g(int x) { ALTERNATIVE(".byte 0x0f,0x01,0xcb"); return external(x) + 1; }
