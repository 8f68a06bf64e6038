// expect: refused section .pci_fixup_final is new, but the kernel goes on with the fixups that it has
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
#if CHANGED
used section(".pci_fixup_final") static int (*const entry)(int) = external;
#endif
