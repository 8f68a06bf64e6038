// expect: replaced f
#include "macros.h"
section(".spinlock.text") int f(int x) { return external(x) + PICK(1, 2); }
