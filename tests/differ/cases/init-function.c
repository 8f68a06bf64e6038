// expect: refused function start (section .init.text) changes, but it runs only at boot
#include "macros.h"
section(".init.text") int start(int x) { return external(x) + PICK(1, 2); }
