// SPDX-License-Identifier: GPL-2.0
/* Taking a module's names out of kbuild's commands: those, and nothing that only looks like them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "../../ctl/build/replay.h"

static void test_rows(void **state)
{
	static const struct {
		const char *module;
		const char *text;
		const char *expected;	/* NULL: no command */
	} rows[] = {
		{ "fix", "cmd_/w/fix.o := ld -r -o /w/fix.o @/w/fix.mod \n\nsource := x\n",
		  "cmd_@D@/@M@.o := ld -r -o @D@/@M@.o @@D@/@M@.mod " },
		{ "fix", "savedcmd_/w/.fix.x := a\n", "savedcmd_@D@/.@M@.x := a" },
		/* A module may be called like a word of any command. */
		{ "o", "cmd_/w/o.ko := gcc -o /w/o.ko -DKBUILD_MODNAME='\"o\"' -D__KBUILD_MODNAME=kmod_o -c /w/o.mod.o\n",
		  "cmd_@D@/@M@.ko := gcc -o @D@/@M@.ko -DKBUILD_MODNAME='\"@M@\"' -D__KBUILD_MODNAME=kmod_@M@ -c @D@/@M@.mod.o" },
		{ "gcc", "cmd_/w/gcc.mod.o := gcc -DKBUILD_BASENAME='\"gcc.mod\"' -I/usr/gcc.d\n",
		  "cmd_@D@/@M@.mod.o := gcc -DKBUILD_BASENAME='\"@M@.mod\"' -I/usr/gcc.d" },
		{ "fix", "cmd_/w/kmend_main.o := gcc -c /w/kmend_main.c\n",
		  "cmd_@D@/kmend_main.o := gcc -c @D@/kmend_main.c" },
		{ "fix", "", NULL },
		{ "fix", "deps_x := y\n", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *line = kmend_replay_generalize(rows[i].text, "/w", rows[i].module);

		if (rows[i].expected)
			assert_string_equal(line, rows[i].expected);
		else
			assert_null(line);
		free(line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
