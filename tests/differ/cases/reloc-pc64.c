/* A distance of eight bytes. */
// expect: replaced f
// expect: rela .text.f other_data undefined
#include "macros.h"
FUNCTION("f", "leaq 1f(%rip),%rax\naddq 1f(%rip),%rax\nret\n1: .quad " PICK("external_data", "other_data") " - .\n");
