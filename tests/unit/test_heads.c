// SPDX-License-Identifier: GPL-2.0
/* Which functions a source declares or defines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../../ctl/build/heads.h"

static const struct row {
	const char *text;
	const char *kept;	/* of f, g, ff, in this order */
} rows[] = {
	{ "", "" },
	{ "int f(void);\nint g(int a)\n{\n	return f();\n}\n", "f g" },
	{ "# 1 \"a.c\"\nint ff(int f, int (*g)(void));\n", "ff" },
	{ "int f;\nstruct s { int (*g)(void); };\nint h(void) { return ff(); }\n", "" },
	{ "static int (*f)(void) = g;\nint *g(void);\n", "g" },
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct kmend_names names = { 0 };
		char kept[32] = "";

		assert_true(kmend_name_add(&names.names, &names.nr, (struct kmend_word){ "f", 1 }));
		assert_true(kmend_name_add(&names.names, &names.nr, (struct kmend_word){ "g", 1 }));
		assert_true(kmend_name_add(&names.names, &names.nr, (struct kmend_word){ "ff", 2 }));
		assert_true(kmend_heads_keep(rows[i].text, &names));
		for (size_t n = 0; n < names.nr; n++)
			strcat(strcat(kept, n ? " " : ""), names.names[n]);
		if (strcmp(kept, rows[i].kept))
			fail_msg("row %zu, %s: '%s' instead of '%s'", i, rows[i].text, kept, rows[i].kept);
		kmend_names_free(&names);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests_name("heads", tests, NULL, NULL);
}
