/* A table may speak of the replacement of an instruction, which goes along. */
// expect: replaced f
// expect: section .smp_locks 4
// expect: section .altinstr_replacement 3
#include "macros.h"
#define LOCKED_REPLACEMENT							\
	ALTERNATIVE("5: lock incl (%%rdi)\n.pushsection .smp_locks,\"a\"\n.balign 4\n.long 5b - .\n.popsection")
int f(int *x) { LOCKED_REPLACEMENT; return external(*x) + PICK(1, 2); }
int g(int *x) { LOCKED_REPLACEMENT; return external(*x); }
