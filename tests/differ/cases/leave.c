/* A function that others call in the old way stays; the change's is another one, which its callers call. */
// leave: f
// expect: new f.new
// expect: global f.new
// expect: left f
// expect: absent f
// expect: replaced g
// expect: rela .text.g f.new defined
#include "macros.h"
#if CHANGED
noinline int WITH_OLD(f)(int x, int y);
#endif
#if CHANGED && !defined(OLD)
noinline int f(int x, int y) { return external(x) + y; }
#else
noinline int f(int x) { return external(x); }
#endif
asm(".pushsection ___ksymtab_gpl+f,\"a\"\n.long f - .\n.long 0\n.long 0\n.popsection");
#if CHANGED
int g(int x) { return WITH_OLD(f)(x, 1) + 1; }
#else
int g(int x) { return f(x) + 1; }
#endif
int h(int x) { return external(x); }
