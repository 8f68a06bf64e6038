// expect: replaced f
// The macro counts on with others of the file; the list is as it was.
#include "macros.h"
#define ID(list, name) asm(".pushsection .BTF_ids, \"a\"; .local " #list "; " #list ":\n" \
	".local " #name "; .type " #name ", @object; .size " #name ", 4; " #name ": .zero 4\n.popsection"); \
	extern unsigned int list[]
#if CHANGED
ID(id_of_thing, __BTF_ID__struct__thing__8);
#else
ID(id_of_thing, __BTF_ID__struct__thing__7);
#endif
const struct { unsigned int *id; } operations = { id_of_thing };
int f(int x) { return external(x) + PICK(1, 2); }
