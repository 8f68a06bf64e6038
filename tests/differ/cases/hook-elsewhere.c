// expect: refused is no function of this file
// A function of another file has no code here that could be taken along.
int value;

int shown(void) { return value; }

#ifdef POST
#include "../../../uapi/kmend_author.h"

void elsewhere(void);

KMEND_POST_APPLY(elsewhere);
#endif
