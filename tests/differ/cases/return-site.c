/* The kernel writes another jump there: a function without the entry is another one. */
// expect: replaced f
// expect: no-section .return_sites
#include "macros.h"
#if CHANGED
#define RETURN asm volatile("jmp __x86_return_thunk")
#else
#define RETURN SITE(".return_sites", "jmp __x86_return_thunk")
#endif
int f(int x) { RETURN; return external(x); }
int g(int x) { SITE(".return_sites", "jmp __x86_return_thunk"); return external(x); }
