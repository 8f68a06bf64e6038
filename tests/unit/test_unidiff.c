// SPDX-License-Identifier: GPL-2.0
/* Which files a patch changes, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../ctl/build/unidiff.h"

#define HUNK	"@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
#define FILES(o, n) "--- " o "\n+++ " n "\n"

struct row {
	const char *what;
	const char *text;
	const char *sources;	/* joined with blanks; NULL: refused */
	const char *why;	/* part of the message */
};

static const struct row rows[] = {
	{ "one file", FILES("a/fs/pipe.c", "b/fs/pipe.c") HUNK, "fs/pipe.c", NULL },
	{ "dates", FILES("a/fs/pipe.c\t2026-01-01", "b/fs/pipe.c\t2026-01-02") HUNK, "fs/pipe.c", NULL },
	{ "two files", FILES("a/fs/pipe.c", "b/fs/pipe.c") HUNK FILES("a/mm/mmap.c", "b/mm/mmap.c") HUNK,
	  "fs/pipe.c mm/mmap.c", NULL },
	{ "a file twice", FILES("a/x.c", "b/x.c") HUNK FILES("a/x.c", "b/x.c") HUNK, "x.c", NULL },
	{ "git and prose", "From: me\n\nText\n---\n x.c | 2 +-\n\ndiff --git a/x.c b/x.c\nindex 1..2 100644\n"
	  FILES("a/x.c", "b/x.c") HUNK "-- \n2.39\n", "x.c", NULL },
	{ "removed line that looks like a header", FILES("a/x.c", "b/x.c")
	  "@@ -1,2 +1,2 @@\n a\n--- a/evil.h\n+++ b/evil.h\n", "x.c", NULL },
	{ "carriage returns", "--- a/x.c\r\n+++ b/x.c\r\n" HUNK, "x.c", NULL },
	{ "no newline at the end", FILES("a/x.c", "b/x.c")
	  "@@ -1 +1 @@\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file", "x.c", NULL },
	{ "empty", "", NULL, "changes no file" },
	{ "prose", "hello\nworld\n", NULL, "changes no file" },
	{ "new", FILES("/dev/null", "b/x.c") "@@ -0,0 +1 @@\n+c\n", NULL, "x.c: adds a file" },
	{ "git new", "diff --git a/x.c b/x.c\nnew file mode 100644\n", NULL, "changes no file" },
	{ "deleted", FILES("a/x.c", "/dev/null") "@@ -1 +0,0 @@\n-c\n", NULL, "x.c: deletes a file" },
	{ "renamed", FILES("a/x.c", "b/y.c") HUNK, NULL, "y.c: renames a file" },
	{ "git renamed", "diff --git a/x.c b/y.c\nrename from x.c\n", NULL, "renames a file" },
	{ "mode", "diff --git a/x.c b/x.c\nold mode 100644\nnew mode 100755\n", NULL, "mode" },
	{ "binary", "diff --git a/x.c b/x.c\nGIT binary patch\n", NULL, "binary patch" },
	{ "header", FILES("a/mm/x.h", "b/mm/x.h") HUNK, "mm/x.h:text", NULL },
	{ "new header", FILES("/dev/null", "b/mm/x.h") "@@ -0,0 +1 @@\n+c\n", "mm/x.h:text:new", NULL },
	{ "assembly", FILES("a/x.S", "b/x.S") HUNK, NULL, "x.S is assembly" },
	{ "makefile", FILES("a/mm/Makefile", "b/mm/Makefile") HUNK, NULL, "mm/Makefile says how a kernel is built" },
	{ "Kconfig", FILES("a/mm/Kconfig.x", "b/mm/Kconfig.x") HUNK, NULL, "says how a kernel is built" },
	{ "real mode", FILES("a/arch/x86/realmode/rm/x.c", "b/arch/x86/realmode/rm/x.c") HUNK, NULL, "real mode" },
	{ "left out", FILES("a/out.S", "b/out.S") HUNK FILES("a/x.c", "b/x.c") HUNK, "out.S:without x.c", NULL },
	{ "document", FILES("a/Documentation/x.rst", "b/Documentation/x.rst") HUNK FILES("a/x.c", "b/x.c") HUNK,
	  "Documentation/x.rst:elsewhere x.c", NULL },
	{ "other architecture", FILES("a/arch/arm64/x.S", "b/arch/arm64/x.S") HUNK, "arch/arm64/x.S:elsewhere", NULL },
	{ "of a tool and the kernel", FILES("a/tools/lib/bpf/relo_core.c", "b/tools/lib/bpf/relo_core.c") HUNK,
	  "tools/lib/bpf/relo_core.c", NULL },
	{ "new tool", "diff --git a/tools/x.c b/tools/x.c\nnew file mode 100644\n"
	  FILES("/dev/null", "b/tools/x.c") "@@ -0,0 +1 @@\n+c\n", "tools/x.c:elsewhere", NULL },
	{ "renamed document", "diff --git a/Documentation/x b/Documentation/x\nrename from Documentation/y\n",
	  "Documentation/x:elsewhere", NULL },
	{ "upwards", FILES("a/../x.c", "b/../x.c") HUNK, NULL, "leads out of the kernel tree" },
	{ "upwards inside", FILES("a/fs/../../x.c", "b/fs/../../x.c") HUNK, NULL, "leads out" },
	{ "absolute", FILES("/etc/x.c", "/etc/x.c") HUNK, NULL, "absolute" },
	{ "absolute below", FILES("a//etc/x.c", "b//etc/x.c") HUNK, NULL, "plain path" },
	{ "option", FILES("a/-x.c", "b/-x.c") HUNK, NULL, "plain path" },
	{ "quoted", FILES("\"a/x.c\"", "\"b/x.c\"") HUNK, NULL, "quoted" },
	{ "shell", FILES("a/$(id).c", "b/$(id).c") HUNK, NULL, "characters" },
	{ "no directory", FILES("x.c", "x.c") HUNK, NULL, "no leading directory" },
	{ "lone minus", "--- a/x.c\n+" HUNK, NULL, "is missing" },
	{ "hunk without file", HUNK, NULL, "a hunk without a file" },
	{ "cut short", FILES("a/x.c", "b/x.c") "@@ -1,2 +1,2 @@\n a\n-b\n", NULL, "ends in the middle" },
	{ "too many lines", FILES("a/x.c", "b/x.c") "@@ -1 +1,2 @@\n-a\n-b\n+c\n", NULL, "does not have the lines" },
	{ "bad counts", FILES("a/x.c", "b/x.c") "@@ -x +y @@\n", NULL, "not a hunk header" },
	{ "context diff", "*** a/x.c\n--- b/x.c\n", NULL, "context diff" },
};

static void join(const struct kmend_sources *sources, char *out, size_t size)
{
	static const char *const kinds[] = { "", ":text", ":elsewhere", ":without" };
	size_t n = 0;

	*out = 0;
	for (size_t i = 0; i < sources->count; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s%s%s", i ? " " : "", sources->list[i].name,
				      kinds[sources->list[i].kind], sources->list[i].added ? ":new" : "");
}

static char *const without[] = { "out.S" };

static void test_rows(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		struct kmend_sources sources = { .without = without, .nr_without = 1 };
		struct kmend_err err = { 0 };
		char joined[256], *wanted = NULL;
		int ret;

		ret = kmend_patch_scan("p", row->text, strlen(row->text), &sources, &wanted, &err);
		join(&sources, joined, sizeof(joined));
		if (ret != (row->sources ? 0 : -1))
			fail_msg("%s: returned %d: %s", row->what, ret, err.text);
		if (row->sources && strcmp(joined, row->sources))
			fail_msg("%s: found '%s'", row->what, joined);
		if (!row->sources && (err.code != KMEND_EXIT_REFUSED || !strstr(err.text, row->why)))
			fail_msg("%s: said %d '%s'", row->what, err.code, err.text);
		free(wanted);
		kmend_sources_free(&sources);
	}
}

/* Of a patch only what changes code is applied, with git's lines and without. */
static void test_wanted(void **state)
{
	static const char doc[] = FILES("a/Documentation/x", "b/Documentation/x") HUNK;
	static const char git_doc[] = "diff --git a/Documentation/x b/Documentation/x\nindex 1..2\n"
				      FILES("a/Documentation/x", "b/Documentation/x") HUNK;
	static const char git_code[] = "diff --git a/x.c b/x.c\nindex 1..2\n" FILES("a/x.c", "b/x.c") HUNK;
	static const char code[] = FILES("a/y.c", "b/y.c") HUNK;
	struct kmend_sources sources = { 0 };
	struct kmend_err err = { 0 };
	char text[2048], expected[1024], *wanted;

	snprintf(text, sizeof(text), "Prose\n%s%s%s%s%s", git_doc, git_code, git_doc, doc, code);
	snprintf(expected, sizeof(expected), "%s%s", git_code, code);
	assert_int_equal(kmend_patch_scan("p", text, strlen(text), &sources, &wanted, &err), 0);
	assert_string_equal(wanted, expected);
	free(wanted);
	/* What was cut off by who copied it is put back. */
	assert_int_equal(kmend_patch_scan("p", text, strlen(text) - 1, &sources, &wanted, &err), 0);
	assert_string_equal(wanted, expected);
	free(wanted);
	kmend_sources_free(&sources);
}

static void test_not_text(void **state)
{
	static const char text[] = "--- a/x.c\0\n";
	struct kmend_sources sources = { 0 };
	struct kmend_err err = { 0 };

	char *wanted = NULL;

	assert_int_equal(kmend_patch_scan("p", text, sizeof(text) - 1, &sources, &wanted, &err), -1);
	free(wanted);
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	assert_non_null(strstr(err.text, "not a patch"));
	kmend_sources_free(&sources);
}

/* Wherever a patch ends, it is taken or refused, and the memory checker is content. */
static void test_every_prefix(void **state)
{
	static const char text[] = "diff --git a/x.c b/x.c\n" FILES("a/x.c", "b/x.c") HUNK
				   FILES("a/fs/y.c", "b/fs/y.c") HUNK;
	size_t taken = 0;

	for (size_t n = 0; n < sizeof(text); n++) {
		struct kmend_sources sources = { 0 };
		struct kmend_err err = { 0 };
		char part[sizeof(text)], *wanted = NULL;

		memcpy(part, text, n);
		part[n] = 0;
		if (!kmend_patch_scan("p", part, strlen(part), &sources, &wanted, &err))
			taken++;
		else
			assert_int_equal(err.code, KMEND_EXIT_REFUSED);
		free(wanted);
		kmend_sources_free(&sources);
	}
	assert_in_range(taken, 1, sizeof(text) / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_wanted),
		cmocka_unit_test(test_not_text),
		cmocka_unit_test(test_every_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
