// expect: refused code of section .kprobes.text cannot be replaced
#include "macros.h"
section(".kprobes.text") int f(int x) { return external(x) + PICK(1, 2); }
