/* The places that a switch jumps to are in the new function. */
// cflags: -fjump-tables
// expect: replaced f
// expect: rela .rodata. f defined
// expect: absent g
#include "macros.h"
int other(int);
#define SWITCH(a, b, c)								\
	switch (x) {								\
	case 0: external(1); break; case 1: external(4); external(x); break;	\
	case 2: a(x); break; case 3: external(9); a(1); break;			\
	case 4: external(b); break; case 5: external(7); a(x + 1); break;	\
	case 6: a(external(c)); break;						\
	}
int f(int x) { SWITCH(other, PICK(1, 2), 3) return x; }
int g(int x) { SWITCH(other, 5, 6) return x; }
