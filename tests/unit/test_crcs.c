// SPDX-License-Identifier: GPL-2.0
/* Which exported symbol has another checksum of its type: those that only one side has are no change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../../ctl/build/crcs.h"

#define CRC(name, crc)	"#SYMVER " name " " crc "\n"

static const struct row {
	const char *what;
	const char *pre;
	const char *post;
	const char *name;	/* NULL: none */
} rows[] = {
	{ "nothing", "", "", NULL },
	{ "the same", CRC("f", "0x12345678") CRC("g", "0x9"), CRC("f", "0x12345678") CRC("g", "0x9"), NULL },
	{ "another order", CRC("f", "0x1") CRC("g", "0x2"), CRC("g", "0x2") CRC("f", "0x1"), NULL },
	{ "another checksum", CRC("f", "0x1") CRC("g", "0x2"), CRC("f", "0x1") CRC("g", "0x3"), "g" },
	{ "one that begins alike", CRC("f", "0x12"), CRC("f", "0x123"), "f" },
	{ "a name that begins alike", CRC("f", "0x1") CRC("ff", "0x2"), CRC("ff", "0x2") CRC("f", "0x1"), NULL },
	{ "one that came", CRC("f", "0x1"), CRC("f", "0x1") CRC("g", "0x2"), NULL },
	{ "one that went", CRC("f", "0x1") CRC("g", "0x2"), CRC("g", "0x2"), NULL },
	{ "lines of another kind", "cmd_x.o := gcc\n" CRC("f", "0x1"), CRC("f", "0x2"), "f" },
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char name[32] = "";
		bool changes = kmend_crcs_compare(rows[i].pre, rows[i].post, name, sizeof(name));

		if (changes != (rows[i].name != NULL))
			fail_msg("%s: %s", rows[i].what, changes ? name : "not seen");
		if (changes)
			assert_string_equal(name, rows[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests_name("crcs", tests, NULL, NULL);
}
