/* Entries of a newer form. */
// expect: replaced f
// expect: section .altinstructions 14
// expect: section .altinstr_replacement 3
#include "macros.h"
#define ALTERNATIVE_14(new)							\
	asm volatile("1: .byte 0x0f,0x1f,0x00\n2:\n.pushsection .altinstructions,\"a\"\n"	\
		     ".long 1b - .\n.long 3f - .\n.long 7\n.byte 2b-1b\n.byte 4f-3f\n"	\
		     ".popsection\n.pushsection .altinstr_replacement,\"ax\"\n"		\
		     "3: " new "\n4:\n.popsection")
int f(int x) { ALTERNATIVE_14(PICK(".byte 0x0f,0x01,0xcb", ".byte 0x0f,0x01,0xca")); return external(x); }
int g(int x) { ALTERNATIVE_14(".byte 0x0f,0x01,0xcb"); return external(x); }
