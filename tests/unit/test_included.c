// SPDX-License-Identifier: GPL-2.0
/* Who includes a .c file: a change of it must not miss the other object. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../ctl/build/included.h"

static const char list[] =
	"./kernel/sched/build_utility.c:#include \"clock.c\"\n"
	"./fs/compat_binfmt_elf.c:#include \"binfmt_elf.c\"\n"
	"./drivers/a/b/c.c:# include \"../../lib/x.c\"\n"
	"./arch/x86/boot/string.c: #include \"../../../lib/ctype.c\"\n"
	"./arch/arm/boot/y.c:#include \"../../../lib/arm.c\"\n"
	"./tools/z.c:#include \"../mm/tool.c\"\n"
	"./net/w.c:#include <core/angle.c>\n"
	"./top.c:#include \"../../beyond.c\"\n"
	"no colon here\n"
	"./cut.c:#include\n";

static void test_included_by(void **state)
{
	static const struct {
		const char *source;
		const char *by;	/* NULL: nobody */
	} rows[] = {
		{ "kernel/sched/clock.c", "kernel/sched/build_utility.c" },
		{ "kernel/clock.c", NULL },
		{ "sched/clock.c", NULL },
		{ "fs/binfmt_elf.c", "fs/compat_binfmt_elf.c" },
		{ "drivers/lib/x.c", "drivers/a/b/c.c" },
		{ "lib/ctype.c", "arch/x86/boot/string.c" },
		{ "lib/arm.c", NULL },
		{ "mm/tool.c", NULL },
		{ "net/core/angle.c", "net/w.c" },
		{ "net/hardcore/angle.c", NULL },
		{ "net/score/angle.c", NULL },
		{ "beyond.c", NULL },
		{ "fs/pipe.c", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char by[PATH_MAX] = "";
		bool found = kmend_included_by(list, rows[i].source, by);

		if (found != !!rows[i].by || (found && strcmp(by, rows[i].by)))
			fail_msg("%s: included by '%s', not '%s'", rows[i].source,
				 found ? by : "nobody", rows[i].by ? rows[i].by : "nobody");
	}
	assert_false(kmend_included_by("", "a.c", (char[PATH_MAX]){ "" }));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_included_by) };

	return cmocka_run_group_tests_name("included", tests, NULL, NULL);
}
