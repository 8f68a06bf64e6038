// SPDX-License-Identifier: GPL-2.0
/* Which sources have a name, and whether ## can make it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../ctl/build/files.h"
#include "../../ctl/build/mentions.h"

static char dir[] = "/tmp/kmend-mentions-XXXXXX";

static int setup(void **state)
{
	return !mkdtemp(dir);
}

static int teardown(void **state)
{
	return kmend_dir_remove(dir);
}

static void put(const char *name, const char *text)
{
	struct kmend_err err = { 0 };
	char path[PATH_MAX];

	assert_int_equal(kmend_path(path, &err, "%s/%s", dir, name), 0);
	assert_int_equal(kmend_dir_make_for(path, &err), 0);
	assert_int_equal(kmend_file_write(path, text, strlen(text), &err), 0);
}

static void test_files(void **state)
{
	struct kmend_mentions m;
	struct kmend_err err = { 0 };

	put("fs/a.c", "struct it i;\nstruct it j;\n");
	put("include/b.h", "int it;\n");
	put("fs/c.c", "struct its i;\n");
	put("tools/d.c", "struct it i;\n");
	put("arch/arm/e.c", "struct it i;\n");
	put("arch/x86/f.c", "x(it)\n");
	put("fs/g.c", "struct name ## _of x;\n");
	assert_int_equal(kmend_mentions_find(dir, "it", dir, &m, &err), 0);
	assert_int_equal(m.nr, 3);
	assert_int_equal(m.nr_pasting, 1);
	assert_string_equal(m.pasting[0], "fs/g.c");
	kmend_mentions_free(&m);
	assert_int_equal(kmend_mentions_find(dir, "nowhere", dir, &m, &err), 0);
	assert_int_equal(m.nr, 0);
	kmend_mentions_free(&m);
}

static void test_pastes(void **state)
{
	static const struct {
		const char *macro;
		bool may;
	} rows[] = {
		{ "#define X(name) struct name##_ops x", true },
		{ "# define X(a, name, b) \t struct file_ ## name * x", true },
		{ "#define X(a, b) struct a##b x", true },
		{ "#define X(a, ...) struct a##_##__VA_ARGS__", true },
		{ "#define X(a) int a##b; struct file##_##ops x", true },
		{ "#define X(a) struct ##a x", true },
		{ "#define X(name) struct name##_data x", false },
		{ "#define X(name) struct dir_##name x; struct file_op##_##name y", false },
		{ "#define X(name) struct f x; name##y", false },
		{ "#define X(name) struct name x", false },
		{ "#define X (name) struct name##_ops", false },
		{ "#if struct a##b", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (kmend_mentions_may_be(rows[i].macro, strlen(rows[i].macro), "file_ops") != rows[i].may)
			fail_msg("%s", rows[i].macro);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_files), cmocka_unit_test(test_pastes) };

	return cmocka_run_group_tests_name("mentions", tests, setup, teardown);
}
