/* Two clones of one function swap their numbers: told apart by who calls them. */
// expect: replaced h
// expect: rela .text.h .klp.sym.vmlinux.f.constprop.1,0 undefined
#include "macros.h"
CLONE(PICK("f.constprop.0", "f.constprop.1"), "7");
CLONE(PICK("f.constprop.1", "f.constprop.0"), "9");
int a(int x) { CALL(PICK("f.constprop.0", "f.constprop.1")); return external(x) + 1; }
int b(int x) { CALL(PICK("f.constprop.1", "f.constprop.0")); return external(x) + 2; }
int h(int x) { CALL(PICK("f.constprop.1", "f.constprop.0")); return external(x) + PICK(3, 4); }
