/* A new function among those that share a section. */
// expect: replaced a
// expect: new fresh
// expect: absent b
// expect: rela .sched.text fresh defined
#include "macros.h"
section(".sched.text") int b(int x) { return external(x) + 3; }
#if CHANGED
static noinline section(".sched.text") int fresh(int x) { return external(x) + 7; }
#endif
section(".sched.text") int a(int x) { return PICK(external, fresh)(x) + 1; }
