/* A new variable would go on with what a module before had: the module is held. */
// object: drill
// expect: replaced g
// expect: no-section .kmend.relocs
// expect: rela .kmend.unit g undefined
#include "macros.h"
static int state = 7;
#if CHANGED
static int more;
#endif
int g(int x)
{
#if CHANGED
	more += x;
	return state + more;
#else
	return state++;
#endif
}
