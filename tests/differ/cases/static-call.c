/* Another key behind the same call. */
// expect: replaced f
// expect: section .static_call_sites 8
// expect: rela .static_call_sites key_b undefined
#include "macros.h"
int f(int x) { STATIC_CALL(PICK("key_a", "key_b")); return external(x); }
int g(int x) { STATIC_CALL("key_a"); return external(x); }
