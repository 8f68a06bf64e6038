/* What the module does when it comes would go on with the old layout. */
// object: drill
// before-load
// expect: refused cannot be replaced, nor left out with --before-load
#include "macros.h"
section(".init.text") used int start(void) { return external(PICK(1, 2)); }
int f(int x) { return external(x) + PICK(1, 2); }
