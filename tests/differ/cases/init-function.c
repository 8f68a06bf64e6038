// expect: refused function start (section .init.text) changes, but it has run
#include "macros.h"
section(".init.text") int start(int x) { return external(x) + PICK(1, 2); }
