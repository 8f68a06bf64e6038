// expect: replaced shown
// expect: new destroy
// expect: shadow mine
// expect: shadow other
// expect: local kept
// expect: local unused
// expect: rela .kmend.shadows kept defined
// expect: rela .kmend.shadows unused defined
// expect: rela .data.kmend.shadow destroy defined
// expect: section .kmend.shadows 16
// expect: section .data.kmend.shadow
// The manager gets all of it, also what no code looks at.
int value;

#ifdef POST
#include "../../../uapi/kmend_patch.h"

static void destroy(void *obj, void *data) { value = 0; }

#define DECLARED __attribute__((used, aligned(32), section(KMEND_SEC_AUTHOR_SHADOW)))
static struct { unsigned long id; void (*destroy)(void *, void *); int size, reserved; char owner[64], name[64]; }
	kept DECLARED = { .destroy = destroy, .size = 8, .name = "mine" },
	unused DECLARED = { .size = 8, .owner = "fix", .name = "other" };

unsigned long shown(void) { return value + *(volatile unsigned long *)&kept.id; }
#else
unsigned long shown(void) { return value; }
#endif
