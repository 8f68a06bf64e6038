/* A static function of that name is another one. */
// leave: f
// expect: replaced f
#include "macros.h"
static noinline int f(int x) { return external(x) + PICK(1, 2); }
int g(int x) { return f(x) + 1; }
