// expect: replaced f
// expect: rela .static_call_sites key_a undefined
// expect: undefined tramp
#include "macros.h"
int f(int x) { STATIC_CALL("key_a"); return external(x) + PICK(1, 2); }
