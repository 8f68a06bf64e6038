/* A static function under another name. */
// expect: replaced g
// expect: new after
// expect: left before
#include "macros.h"
static noinline int PICK(before, after)(int x) { return external(x) + 1; }
int g(int x) { return PICK(before, after)(x) + x; }
