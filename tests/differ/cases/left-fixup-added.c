/* The new entry is not there; a replaced function is called for the old one. */
// without-boot-code
// expect: replaced fix
// expect: new fix_more
// expect: left .pci_fixup_final
#include "macros.h"
used static int fix(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
used static int fix_more(int x) { return external(x) + 3; }
FIXUP_FOR(7, fix_more);
#endif
FIXUP_FOR(5, fix);
