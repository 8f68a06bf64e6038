// SPDX-License-Identifier: GPL-2.0
/* Commands as kbuild records them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../../ctl/build/command.h"

static const struct {
	const char *what;
	const char *text;
	const char *words;	/* words in <>, steps between |; NULL: refused */
} rows[] = {
	{ "plain", "cmd_a.o := gcc -c -o a.o a.c\n", "<gcc><-c><-o><a.o><a.c>" },
	{ "newer name", "savedcmd_a.o := gcc\n", "<gcc>" },
	{ "two steps", "cmd_a.o := gcc a.c   ; ./objtool  a.o\n\nsource_a.o := a.c\n", "<gcc><a.c>|<./objtool><a.o>" },
	{ "and", "cmd_a.o := gcc && x\n", "<gcc>|<x>" },
	{ "quotes", "cmd_a.o := gcc -DX='\"fs/a\"' \"b c\"\n", "<gcc><-DX=\"fs/a\"><b c>" },
	{ "escapes", "cmd_a.o := gcc a\\ b \"\\\"\" '$$x' \\#\n", "<gcc><a b><\"><$x><#>" },
	{ "stray separators", "cmd_a.o := ; gcc ;; x ;\n", "<gcc>|<x>" },
	{ "no end of line", "cmd_a.o := gcc", "<gcc>" },
	{ "substitution", "cmd_a.o := gcc `id`\n", NULL },
	{ "variable", "cmd_a.o := gcc $$HOME\n", NULL },
	{ "substitution in quotes", "cmd_a.o := gcc \"`id`\"\n", NULL },
	{ "pipe", "cmd_a.o := gcc | sh\n", NULL },
	{ "redirection", "cmd_a.o := gcc > x\n", NULL },
	{ "background", "cmd_a.o := gcc & x\n", NULL },
	{ "open quote", "cmd_a.o := gcc 'x\n", NULL },
	{ "trailing backslash", "cmd_a.o := gcc \\\n", NULL },
	{ "pattern", "cmd_a.o := rm *\n", NULL },
	{ "empty", "cmd_a.o := \n", NULL },
	{ "other", "a := b\n", NULL },
};

static void join(const struct kmend_recipe *recipe, char *out, size_t size)
{
	*out = 0;
	for (size_t i = 0; i < recipe->count; i++) {
		strncat(out, i ? "|" : "", size - strlen(out) - 1);
		for (size_t j = 0; j < recipe->steps[i].count; j++) {
			strncat(out, "<", size - strlen(out) - 1);
			strncat(out, recipe->steps[i].words[j], size - strlen(out) - 1);
			strncat(out, ">", size - strlen(out) - 1);
		}
	}
}

static void test_rows(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct kmend_recipe recipe;
		struct kmend_err err = { 0 };
		char joined[256];
		int ret = kmend_recipe_parse("f.cmd", rows[i].text, &recipe, &err);

		if (ret != (rows[i].words ? 0 : -1))
			fail_msg("%s: returned %d: %s", rows[i].what, ret, err.text);
		join(&recipe, joined, sizeof(joined));
		if (rows[i].words && strcmp(joined, rows[i].words))
			fail_msg("%s: read as %s", rows[i].what, joined);
		if (ret)
			assert_non_null(strstr(err.text, "f.cmd"));
		kmend_recipe_free(&recipe);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
