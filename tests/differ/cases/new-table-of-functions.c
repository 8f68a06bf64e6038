/* Pointers in new data: to the old entry, to the kernel's, to the new one. */
// expect: replaced f
// expect: replaced user
// expect: new fresh
// expect: local fresh_ops
// expect: rela .rodata.fresh_ops f undefined
// expect: rela .rodata.fresh_ops .klp.sym.vmlinux.kept,0 undefined
// expect: rela .rodata.fresh_ops fresh defined
#include "macros.h"
int take(const void *);
int f(int x) { return external(x) + PICK(1, 2); }
static noinline int kept(int x) { return external(x) + 5; }
int g(int x) { return kept(x) + 6; }
#if CHANGED
static int fresh(int x) { return external(x) + 7; }
static int (*const fresh_ops[])(int) = { f, kept, fresh };
#endif
int user(void) { return take(PICK(0, fresh_ops)) + 1; }
