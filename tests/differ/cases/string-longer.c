/* The old string is the start of the new one. */
// expect: replaced f
#include "macros.h"
int f(int x) { return printf_like(PICK("value", "value %d"), x); }
