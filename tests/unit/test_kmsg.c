// SPDX-License-Identifier: GPL-2.0
/* Which lines of the kernel log say why a module was refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../ctl/kmsg.h"

static void test_records(void **state)
{
	static const struct {
		const char *record;
		const char *text; /* NULL: not about module fix */
	} rows[] = {
		{ "4,1,2,-;fix: Unknown symbol foo (err -2)\n", "Unknown symbol foo (err -2)" },
		{ "4,1,2,-;module: fix: Unknown symbol foo (err -2)\n", "Unknown symbol foo (err -2)" },
		{ "3,1,2,-;kmend: patch 'fix-it' (fix) refused: no symbol 'foo'\n SUBSYSTEM=x\n",
		  "no symbol 'foo'" },
		{ "3,1,2,-;kmend: module 'fix' refused: descriptor has no kmend magic\n",
		  "descriptor has no kmend magic" },
		{ "3,1,2,-;livepatch: symbol 'foo' not found in symbol table\n",
		  "symbol 'foo' not found in symbol table" },
		{ "4,1,2,-;prefix: Unknown symbol foo (err -2)\n", NULL },
		{ "4,1,2,-;fixed: fine\n", NULL },
		{ "4,1,2,-;kmend: 'fix': loaded\n", NULL },
		{ "4,1,2,-;fixed (prefix) fix: yes\n", "yes" },
		{ "no record", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[64] = "none";
		int found = kmend_kmsg_parse(rows[i].record, "fix", text, sizeof(text));

		assert_string_equal(text, rows[i].text ? rows[i].text : "none");
		assert_int_equal(found, rows[i].text != NULL);
	}
}

static void test_cut(void **state)
{
	char text[8];

	assert_true(kmend_kmsg_parse("4,1,2,-;fix: 0123456789\n", "fix", text, sizeof(text)));
	assert_string_equal(text, "0123456");
}

static void test_no_log(void **state)
{
	char text[8] = "none";

	assert_false(kmend_kmsg_reason(-1, "fix", text, sizeof(text)));
	assert_string_equal(text, "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_no_log),
	};

	return cmocka_run_group_tests_name("kmsg", tests, NULL, NULL);
}
