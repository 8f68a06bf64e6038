/* A changed clone under another number is the same function. */
// expect: replaced f.part.1
// expect: absent g
#include "macros.h"
CLONE(PICK("f.part.0", "f.part.1"), PICK("7", "8"));
int g(int x) { CALL(PICK("f.part.0", "f.part.1")); return external(x); }
