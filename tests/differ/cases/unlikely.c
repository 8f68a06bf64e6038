/* A function that moves and changes. */
// expect: replaced f
// expect: section .text.unlikely.f
#include "macros.h"
section(PICK(".text.f", ".text.unlikely.f")) int f(int x) { return external(x) + PICK(1, 2); }
