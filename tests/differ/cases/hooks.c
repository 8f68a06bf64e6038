// expect: replaced shown
// expect: new prepare
// expect: new undo
// expect: hook prepare
// expect: hook undo
// expect: local prepare
// expect: local count
// expect: section .kmend.hooks 48
// expect: no-section .kmend.author.hooks
// expect: rela .kmend.hooks prepare defined
// expect: rela .kmend.hooks undo defined
// What a hook needs comes with it, and the declarations stay behind.
int value;

#ifdef POST
#include "../../../uapi/kmend_author.h"

static int count;

static int prepare(void) { return count++; }
static void undo(void) { count = 0; value = 0; }

KMEND_PRE_APPLY(prepare);
KMEND_FAIL_APPLY(undo);

int shown(void) { return value + 2; }
#else
int shown(void) { return value + 1; }
#endif
