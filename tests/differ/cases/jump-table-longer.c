/* A longer table of one function moves that of another. */
// cflags: -fjump-tables
// expect: replaced f
#include "macros.h"
int other(int);
#define SWITCH(more)								\
	switch (x) {								\
	case 0: external(1); break; case 1: external(4); external(x); break;	\
	case 2: other(x); break; case 3: external(9); other(1); break;		\
	case 4: external(6); break; case 5: external(7); other(x + 1); break;	\
	more									\
	}
int f(int x) { SWITCH(PICK(, case 6: other(8); other(external(2)); break;)) return x; }
int g(int x) { SWITCH() return x; }
