/* Two descriptors of debug messages lie one behind the other, and a function uses both. */
// expect: replaced f
// expect: section __dyndbg 16
#include "macros.h"
#define DEBUG_MESSAGE(n) do { \
	static long __UNIQUE_ID_ddebug##n section("__dyndbg") = n; \
	external((int)(long)&__UNIQUE_ID_ddebug##n); } while (0)
void f(int x) { DEBUG_MESSAGE(7); DEBUG_MESSAGE(8); external(x + PICK(1, 2)); }
