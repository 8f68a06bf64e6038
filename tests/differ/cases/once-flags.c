/* Two flags lie one behind the other, and a function uses both. */
// cc: gcc
// expect: replaced f
// expect: section .data.once 2
#include "macros.h"
#define WARN_ONCE(x) do { \
	static _Bool section(".data.once") __already_done; \
	if ((x) && !__already_done) { __already_done = 1; external(x); } } while (0)
void f(int x) { WARN_ONCE(x & 1); WARN_ONCE(x & 2); external(x + PICK(1, 2)); }
