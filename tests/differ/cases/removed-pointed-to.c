/* Whoever took its address may still call it. */
// expect: replaced g
// expect: left gone
#include "macros.h"
int take(int (*)(int));
#if !CHANGED
static int gone(int x) { return external(x) + 1; }
#endif
int g(int x) { return take(PICK(gone, external)) + x; }
