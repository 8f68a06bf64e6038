/* The old function would have another place of a structure, or call in another way. */
// leave: f
// expect: refused f would become other code there
#include "macros.h"
struct it { PICK(int a; int b;, int b; int a;) };
#if CHANGED && !defined(OLD)
int f(struct it *it, int y) { return external(it->a) + y; }
#else
int f(struct it *it) { return external(it->a); }
#endif
