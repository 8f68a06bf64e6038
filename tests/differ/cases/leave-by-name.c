/* Who looks for the function at run time finds the old one. */
// leave: f
// expect: refused has its name in a string
#include "macros.h"
typedef int (*found)(int, int);
found look_for(const char *name);
#if CHANGED && !defined(OLD)
int f(int x, int y) { return external(x) + y; }
#else
int f(int x) { return external(x); }
#endif
int g(int x) { return PICK(external(x), look_for("f")(x, 1)); }
