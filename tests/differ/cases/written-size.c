// change-data
// expect: refused the size of t
#include "macros.h"
const long t[] = { 1, 2,
#if CHANGED
	3
#endif
 };
const void *f(void) { return t; }
