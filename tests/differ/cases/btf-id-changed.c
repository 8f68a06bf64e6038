// expect: refused section .BTF_ids changes, but the kernel reads it only at boot
#include "macros.h"
#define ID(list, name) asm(".pushsection .BTF_ids, \"a\"; .local " #list "; " #list ":\n" \
	".local " #name "; .type " #name ", @object; .size " #name ", 4; " #name ": .zero 4\n.popsection"); \
	extern unsigned int list[]
#if CHANGED
ID(id_of_thing, __BTF_ID__struct__other__7);
#else
ID(id_of_thing, __BTF_ID__struct__thing__7);
#endif
int f(int x) { return external(x) + PICK(1, 2); }
