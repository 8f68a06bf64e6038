// expect: replaced f
#include "macros.h"
section(".ref.text") int f(int x) { return external(x) + PICK(1, 2); }
