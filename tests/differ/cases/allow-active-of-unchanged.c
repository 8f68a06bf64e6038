// expect: refused threads may stay active in shown, but this change does not replace it
int value;

int shown(void) { return value; }

#ifdef POST
#include "../../../uapi/kmend_author.h"

int added(void) { return value; }

KMEND_ALLOW_ACTIVE(shown, "nothing happens");
#endif
