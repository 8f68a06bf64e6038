/* The address of a new function is that of the new one: there is no other. */
// expect: replaced g
// expect: new fresh
// expect: rela .text.g fresh defined
#include "macros.h"
int take(int (*)(int));
#if CHANGED
static int fresh(int x) { return external(x) + 1; }
#endif
int g(int x) { return take(PICK(external, fresh)) + 1; }
