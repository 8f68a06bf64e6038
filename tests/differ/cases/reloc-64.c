/* An address of eight bytes in code. */
// expect: replaced f
// expect: rela .text.f other_data undefined
#include "macros.h"
FUNCTION("f", "movabsq $" PICK("external_data", "other_data") ",%rax\nret\n");
