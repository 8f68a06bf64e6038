// expect: refused code of section .noinstr.text cannot be replaced
#include "macros.h"
section(".noinstr.text") int enter(int x) { return external(x) + PICK(1, 2); }
