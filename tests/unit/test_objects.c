// SPDX-License-Identifier: GPL-2.0
/* From what make prints to the list of objects: an object that is missed keeps its old code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../ctl/build/objects.h"

#define CC "gcc-12 -Wp,-MMD,fs/.a.o.d -nostdinc"

static const struct {
	const char *what;
	const char *out;
	const char *list;
} rows[] = {
	{ "C", "echo CC; " CC " -c -o fs/a.o fs/a.c; ./fixdep fs/.a.o.d 'quoted'\n",
	  "fs/a.c\tcmd_fs/a.o := " CC " -c -o fs/a.o fs/a.c\n" },
	{ "assembly", CC " -c -o fs/a.o fs/a.S\n", "fs/a.S\tcmd_fs/a.o := " CC " -c -o fs/a.o fs/a.S\n" },
	{ "of another place", CC " -c -o fs/a.o ../lib/b.c ;\n",
	  "../lib/b.c\tcmd_fs/a.o := " CC " -c -o fs/a.o ../lib/b.c\n" },
	{ "of another directory", CC " -c -o fs/../lib/b.o fs/../lib/b.c\n",
	  "lib/b.c\tcmd_fs/../lib/b.o := " CC " -c -o fs/../lib/b.o fs/../lib/b.c\n" },
	{ "far away", CC " -c -o arch/x86/kvm/../../../virt/kvm/vfio.o arch/x86/kvm/../../../virt/kvm/vfio.c\n",
	  "virt/kvm/vfio.c\tcmd_arch/x86/kvm/../../../virt/kvm/vfio.o := " CC
	  " -c -o arch/x86/kvm/../../../virt/kvm/vfio.o arch/x86/kvm/../../../virt/kvm/vfio.c\n" },
	{ "the word of the dry run", CC " -DKMEND_DRY_RUN -O2 -DKMEND_DRY_RUN -c -o fs/a.o fs/a.c\n",
	  "fs/a.c\tcmd_fs/a.o := " CC " -O2 -c -o fs/a.o fs/a.c\n" },
	{ "no object", CC " -S -o fs/a.s fs/a.c\n", "" },
	{ "neither C nor assembly", CC " -c -o fs/a.o fs/a.rs\n", "" },
	{ "the host's compiler", "gcc -Wp,-MMD,a.d -c -o a.o a.c\n", "" },
	{ "cut short", CC " -c -o fs/a.o", "" },
	{ "nothing", "", "" },
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct kmend_err err = { 0 };
		char *out = strdup(rows[i].out), *list = NULL;

		assert_int_equal(kmend_objects_parse(out, "gcc-12", &list, &err), 0);
		if (strcmp(list, rows[i].list))
			fail_msg("%s: '%s' instead of '%s'", rows[i].what, list, rows[i].list);
		free(list);
		free(out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests_name("objects", tests, NULL, NULL);
}
