/* Its old entry must not be written to, wherever the new one is. */
// expect: refused moves from section .noinstr.text to .text.f
#include "macros.h"
section(PICK(".noinstr.text", ".text.f")) int f(int x) { return external(x) + PICK(1, 2); }
