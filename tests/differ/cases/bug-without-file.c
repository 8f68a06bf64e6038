/* A kernel that does not tell file and line: entries of another size. */
// expect: replaced f
// expect: section __bug_table 16
#include "macros.h"
#define SHORT_ENTRY asm volatile("1: ud2\n.pushsection __bug_table,\"aw\"\n.long 1b - .\n.word 1\n.word 0\n.popsection")
int f(int x) { SHORT_ENTRY; SHORT_ENTRY; return external(x) + PICK(1, 2); }
int g(int x) { SHORT_ENTRY; return external(x); }
