/* And what it does when it goes. */
// object: drill
// before-load
// expect: refused cannot be replaced, nor left out with --before-load
#include "macros.h"
section(".exit.text") used int end(void) { return external(PICK(1, 2)); }
int f(int x) { return external(x) + PICK(1, 2); }
