// expect: refused code of section .entry.text cannot be replaced
#include "macros.h"
section(".entry.text") int f(int x) { return external(x) + PICK(1, 2); }
