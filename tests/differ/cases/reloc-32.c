/* Four bytes without a sign. */
// expect: replaced f
// expect: rela .text.f other_data undefined
#include "macros.h"
FUNCTION("f", "movl $" PICK("external_data", "other_data") ",%eax\nret\n");
