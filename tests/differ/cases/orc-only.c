/* It follows from the code: no change without one. */
// expect: nochange
#include "macros.h"
FUNCTION("f", ORC(PICK("8", "16")) "movl $1,%eax\nret\n");
