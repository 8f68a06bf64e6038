/* The same bytes and the same symbol, meant otherwise. */
// cc: gcc
// expect: replaced f
#include "macros.h"
FUNCTION("f", ".byte 0xb8\n.reloc ., " PICK("R_X86_64_32", "R_X86_64_PC32") ", external_data\n.long 0\nret\n");
