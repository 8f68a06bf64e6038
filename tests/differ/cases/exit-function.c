/* It runs when the module goes, which it cannot while the patch module is there. */
// expect: replaced f
// expect: left stop
// expect: absent stop
#include "macros.h"
int f(int x) { return external(x) + PICK(1, 2); }
section(".exit.text") int stop(int x) { return external(x) + PICK(3, 4); }
