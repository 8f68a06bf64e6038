// SPDX-License-Identifier: GPL-2.0
/* What a change moves keeps its line numbers: as the compiler counts, not as we do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../ctl/build/files.h"
#include "../../ctl/build/lines.h"
#include "../../ctl/build/run.h"

static char dir[] = "/tmp/kmend-lines.XXXXXX";

struct row {
	const char *what;
	const char *pre;
	const char *post;
	const char *expected;	/* what the preprocessor makes of post, blanks and empty lines left out */
};

/* L becomes the line's number. */
static const struct row rows[] = {
	{ "nothing moves", "a L\nb L\n", "a L\nx L\n", "a1x2" },
	{ "a line more", "a L\nb L\nc L\n", "a L\nnew\nb L\nc L\n", "a1newb2c3" },
	{ "a line less", "a L\ngone\nb L\nc L\n", "a L\nb L\nc L\n", "a1b3c4" },
	{ "at the start", "a L\n", "new\nnew\na L\n", "newnewa1" },
	{ "two places", "a L\nb L\nc L\n", "new\na L\nnew\nb L\nnew\nc L\n", "newa1newb2newc3" },
	{ "new lines go on counting", "a L\nb L\n", "a L\nnew L\nnew L\nb L\n", "a1new2new3b2" },
	{ "within a comment", "a L\n/* one\n two */ b L\nc L\n", "a L\n/* one\n more\n two */ b L\nc L\n", "a1b4c4" },
	{ "within a continued line", "a L \\\n b \\\n c\nd L\n", "a L \\\n new \\\n b \\\n c\nd L\n", "a1newbcd4" },
	{ "in what is skipped", "#if 0\na\n#endif\nb L\n", "#if 0\nnew\na\n#endif\nb L\n", "b4" },
	{ "back to what it was in what is skipped", "a L\n#if 0\ngone\ngone\nb\n#endif\nc L\n",
	  "new\nnew\na L\n#if 0\nb\n#endif\nc L\n", "newnewa1c7" },
	{ "in one of two", "#if 1\na L\n#else\nb\n#endif\nc L\n", "#if 1\na L\n#else\nnew\nb\n#endif\nc L\n", "a2c6" },
	{ "in a macro's arguments", "#define M(x) x\nM(a\n b L)\nc L\n",
	  "#define M(x) x\nM(a\n new\n b L)\nc L\n", "anewb3c4" },
	{ "a quote in a comment", "/* don't */\na L\n// isn't\nb L\n", "new\n/* don't */\na L\n// isn't\nb L\n", "newa2b4" },
	{ "a comment mark in a string", "\"/*\" L\na L\n", "new\n\"/*\" L\na L\n", "new\"/*\"1a2" },
};

static void write_text(const char *name, const char *text, size_t size, char path[PATH_MAX])
{
	struct kmend_err err = { 0 };

	snprintf(path, PATH_MAX, "%s/%s", dir, name);
	assert_int_equal(kmend_file_write(path, text, size, &err), 0);
}

static void preprocess(const char *path, char *out, size_t size)
{
	char *argv[] = { "gcc", "-E", "-P", "-w", "-x", "c", "-D", "L=__LINE__", (char *)path, NULL };
	struct kmend_err err = { 0 };
	char *output = NULL;
	size_t n = 0;

	if (kmend_run(NULL, argv, &output, &err))
		fail_msg("%s: %s", err.text, output);
	for (char *p = output; *p && n + 1 < size; p++)
		if (*p != ' ' && *p != '\n')
			out[n++] = *p;
	out[n] = '\0';
	free(output);
}

static void test_rows(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		char pre[PATH_MAX], post[PATH_MAX], pinned[PATH_MAX], *text, got[512];
		struct kmend_err err = { 0 };
		size_t size;

		write_text("pre.c", row->pre, strlen(row->pre), pre);
		write_text("post.c", row->post, strlen(row->post), post);
		if (kmend_lines_pin_file(pre, post, &text, &size, &err))
			fail_msg("%s: %s", row->what, err.text);
		write_text("pinned.c", text, size, pinned);
		preprocess(pinned, got, sizeof(got));
		if (strcmp(got, row->expected))
			fail_msg("%s: '%s' instead of '%s', of:\n%s", row->what, got, row->expected, text);
		free(text);
	}
}

static int setup(void **state)
{
	return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
	return kmend_dir_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests_name("lines", tests, setup, teardown);
}
