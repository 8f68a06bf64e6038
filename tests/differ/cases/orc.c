/* How to unwind the new code goes with it, the mark of the section's end included. */
// expect: replaced f
// expect: section .orc_unwind_ip 8
// expect: section .orc_unwind 12
#include "macros.h"
FUNCTION("f", "movl $" PICK("1", "2") ",%eax\n" ORC("8") "pushq %rax\npopq %rax\nret\n") ;
ORC_END("f");
FUNCTION("g", ORC("24") "movl $1,%eax\nret\n");
ORC_END("g");
