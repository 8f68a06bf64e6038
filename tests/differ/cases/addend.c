/* Another element of the same array. */
// expect: replaced f
// expect: undefined array
#include "macros.h"
extern int array[9];
int f(int x) { return external(array[PICK(1, 2)]); }
