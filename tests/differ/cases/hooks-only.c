// expect: new tune
// expect: hook tune
// expect: undefined value
// expect: section .kmend.unit 104
// expect: section .kmend.hooks 24
// Nothing is replaced: the patch is what its hooks do.
int value;

int shown(void) { return value; }

#ifdef POST
#include "../../../uapi/kmend_author.h"

static void tune(void) { value = 2; }

KMEND_APPLY(tune);
#endif
