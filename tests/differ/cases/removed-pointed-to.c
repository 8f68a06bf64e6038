// expect: refused function gone is removed, but its address was taken
#include "macros.h"
int take(int (*)(int));
#if !CHANGED
static int gone(int x) { return external(x) + 1; }
#endif
int g(int x) { return take(PICK(gone, external)) + x; }
