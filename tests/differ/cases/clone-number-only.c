/* Nothing but the number of a clone. */
// expect: nochange
#include "macros.h"
CLONE(PICK("f.constprop.0", "f.constprop.2"), "7");
int g(int x) { CALL(PICK("f.constprop.0", "f.constprop.2")); return external(x); }
