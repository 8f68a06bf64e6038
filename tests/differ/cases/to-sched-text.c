// expect: replaced f
// expect: section .sched.text
#include "macros.h"
section(PICK(".text.f", ".sched.text")) int f(int x) { return external(x) + PICK(1, 2); }
