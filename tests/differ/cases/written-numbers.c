/* As much as one store can write, aligned. */
// change-data
// expect: written t
// expect: word t 0 8
// expect: word t 8 8
// expect: word t 16 8
// expect: word t 24 8
// expect: word t 32 8
#include "macros.h"
const struct { char a, b; short c; int d; long e; int f, g; char h[8]; short i[4]; } t = {
	PICK(1, 2), 3, 4, PICK(0x01020304, 0x02020304), PICK(1, -1L), 5, PICK(0x10001, 0x20002),
	{ PICK(1, 2) }, { 1, 2, 3, PICK(0x0102, 0x0304) }
};
const void *f(void) { return &t; }
