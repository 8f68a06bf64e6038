// expect: refused code of section .noinstr.text cannot be replaced
#include "macros.h"
section(PICK(".text.f", ".noinstr.text")) int f(int x) { return external(x) + PICK(1, 2); }
