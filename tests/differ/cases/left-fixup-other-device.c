/* The kernel goes on to call it for the old device, as it is. */
// without-boot-code
// expect: replaced f
// expect: left .pci_fixup_final
#include "macros.h"
used static int fix(int x) { return external(x) + 1; }
int f(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
FIXUP_FOR(7, fix);
#else
FIXUP_FOR(5, fix);
#endif
