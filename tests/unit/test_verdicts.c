// SPDX-License-Identifier: GPL-2.0
/* What is kept of one build serves the next one of the same headers, and none of others: a wrong verdict leaves old code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../ctl/build/verdicts.h"

static char top[64];

static const char *const both[] = { "include/a.h", "include/b.h" };
static const char *const turned[] = { "include/b.h", "include/a.h" };

static void write_file(const char *name, const char *text)
{
	struct kmend_err err = { 0 };
	char path[PATH_MAX];

	if (kmend_path(path, &err, "%s/%s", top, name) || kmend_dir_make_for(path, &err) ||
	    kmend_file_write(path, text, strlen(text), &err))
		fail_msg("%s", err.text);
}

static void remove_file(const char *name)
{
	char path[PATH_MAX];

	assert_int_equal(kmend_path(path, NULL, "%s/%s", top, name), 0);
	assert_int_equal(unlink(path), 0);
}

static struct kmend_verdicts open_for(const char *const *files, size_t nr)
{
	struct kmend_verdicts v;
	struct kmend_err err = { 0 };

	if (kmend_verdicts_open(&v, top, top, files, nr, &err))
		fail_msg("%s", err.text);
	return v;
}

static int known(const char *const *files, size_t nr, const char *source)
{
	struct kmend_verdicts v = open_for(files, nr);
	const struct kmend_verdict *found = kmend_verdicts_find(&v, source);
	int ret = found ? found->same : -1;

	kmend_verdicts_close(&v);
	return ret;
}

static void keep(const char *const *files, size_t nr, const char *source, bool same)
{
	struct kmend_verdicts v = open_for(files, nr);
	struct kmend_err err = { 0 };

	assert_int_equal(kmend_verdicts_add(&v, source, same), 0);
	assert_int_equal(kmend_verdicts_save(&v, &err), 0);
	kmend_verdicts_close(&v);
}

static int make_top(void **state)
{
	strcpy(top, "/tmp/kmend-verdicts-XXXXXX");
	if (!mkdtemp(top))
		return -1;
	write_file("include/a.h", "int a;\n");
	write_file("include/b.h", "int b;\n");
	return 0;
}

static int remove_top(void **state)
{
	return kmend_dir_remove(top);
}

static void test_kept(void **state)
{
	assert_int_equal(known(both, 2, "fs/x.c"), -1);
	keep(both, 2, "fs/x.c", true);
	keep(both, 2, "fs/a.c", false);
	assert_int_equal(known(both, 2, "fs/x.c"), true);
	assert_int_equal(known(both, 2, "fs/a.c"), false);
	assert_int_equal(known(both, 2, "fs/y.c"), -1);
	assert_int_equal(known(turned, 2, "fs/x.c"), true);
	/* With fewer headers another thing was compared. */
	assert_int_equal(known(both, 1, "fs/x.c"), -1);
}

static void test_another_patch(void **state)
{
	keep(both, 2, "fs/x.c", true);
	write_file("include/b.h", "int c;\n");
	assert_int_equal(known(both, 2, "fs/x.c"), -1);
	keep(both, 2, "fs/x.c", false);
	assert_int_equal(known(both, 2, "fs/x.c"), false);
	/* What was of the first is not kept beside it. */
	write_file("include/b.h", "int b;\n");
	assert_int_equal(known(both, 2, "fs/x.c"), -1);
	/* The same two texts, each in the other's file. */
	keep(both, 2, "fs/x.c", true);
	write_file("include/a.h", "int b;\n");
	write_file("include/b.h", "int a;\n");
	assert_int_equal(known(both, 2, "fs/x.c"), -1);
	/* A header that the patch removes. */
	keep(both, 2, "fs/x.c", true);
	write_file("include/a.h", "");
	assert_int_equal(known(both, 2, "fs/x.c"), -1);
	keep(both, 2, "fs/x.c", true);
	remove_file("include/a.h");
	assert_int_equal(known(both, 2, "fs/x.c"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kept, make_top, remove_top),
		cmocka_unit_test_setup_teardown(test_another_patch, make_top, remove_top),
	};

	return cmocka_run_group_tests_name("verdicts", tests, NULL, NULL);
}
