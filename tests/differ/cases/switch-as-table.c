/* A switch that the compiler makes a table of values. */
// cc: gcc
// expect: replaced f
// expect: local CSWTCH.
#include "macros.h"
int f(int x)
{
	switch (x) {
	case 0: return 17;
	case 1: return 4;
	case 2: return PICK(9, 8);
	case 3: return 100;
	case 4: return 31;
	case 5: return 2;
	}
	return external(x);
}
