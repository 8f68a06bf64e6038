// expect: refused function gone is removed, but other files may call it
#include "macros.h"
#if !CHANGED
int gone(int x) { return external(x) + 1; }
#endif
int g(int x) { return external(x) + PICK(1, 2); }
