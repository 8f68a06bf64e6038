// expect: replaced f
// expect: section .retpoline_sites 4
#include "macros.h"
int f(int x) { SITE(".retpoline_sites", "call __x86_indirect_thunk_rax"); return external(x) + PICK(1, 2); }
int g(int x) { SITE(".retpoline_sites", "call __x86_indirect_thunk_rax"); return external(x); }
