/* What a local array starts with is a nameless constant. */
// expect: replaced f
#include "macros.h"
int take(int *);
int f(void) { int a[40] = { 1, 2, 3, PICK(4, 5), 6, [39] = 7 }; return take(a); }
int g(void) { int a[40] = { 1, 2, 3, 8, 6, [39] = 7 }; return take(a); }
