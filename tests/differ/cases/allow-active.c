// expect: replaced shown
// expect: replaced other
// expect: active shown
// expect: flagged shown 2
// expect: flagged other 0
// expect: no-section .kmend.author.active
// The declaration names a function, and takes no address of it.
int value;
#ifdef POST
#include "../../../uapi/kmend_author.h"

int shown(void) { return value + 2; }
int other(void) { return value + 3; }

KMEND_ALLOW_ACTIVE(shown, "the old one reads the same variable");
#else
int shown(void) { return value; }
int other(void) { return value; }
#endif
