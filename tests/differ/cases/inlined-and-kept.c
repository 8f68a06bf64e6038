/* A global function is there by itself too. */
// expect: replaced f
// expect: replaced g
#include "macros.h"
inline __attribute__((always_inline)) int f(int x) { return external(x * PICK(3, 5)); }
extern int f(int x);
int g(int x) { return f(x) + 1; }
