/* The change is behind a NUL. */
// expect: replaced f
#include "macros.h"
int f(int x) { return printf_like(PICK("one\0two", "one\0six"), x); }
