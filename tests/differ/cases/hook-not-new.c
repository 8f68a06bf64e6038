// expect: refused shown is declared as hook apply, but is not new
// The kernel's own function would be the old one or the new one, depending on the hook.
int value;

#ifdef POST
#include "../../../uapi/kmend_author.h"

void shown(void) { value += 2; }

KMEND_APPLY(shown);
#else
void shown(void) { value++; }
#endif
