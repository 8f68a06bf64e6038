/* Several changed functions share what is new. */
// expect: replaced f
// expect: replaced g
// expect: new fresh
// expect: section .text.fresh
// expect: rela .text.f fresh defined
// expect: rela .text.g fresh defined
#include "macros.h"
#if CHANGED
static noinline int fresh(int x) { return external(x) * 7; }
#endif
int f(int x) { return PICK(external, fresh)(x) + 1; }
int g(int x) { return PICK(external, fresh)(x) + 2; }
