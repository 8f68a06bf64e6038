// SPDX-License-Identifier: GPL-2.0
/* Who may see a file that changes: a change of it must not miss an object. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../ctl/build/files.h"
#include "../../ctl/build/included.h"

static const char list[] =
	"./kernel/sched/build_utility.c:#include \"clock.c\"\n"
	"./fs/compat_binfmt_elf.c:#include \"binfmt_elf.c\"\n"
	"./drivers/a/b/c.c:# include \"../../lib/x.c\"\n"
	"./arch/x86/lib/string.c: #include \"../../../lib/ctype.h\"\n"
	"./arch/arm/boot/y.c:#include <linux/outer.h>\n"
	"./usr/z.c:#include <linux/outer.h>\n"
	"./include/linux/outer.h:#include <linux/middle.h>\n"
	"./include/linux/middle.h:#include \"inner.h\"\n"
	"./include/linux/inner.h:#include <linux/outer.h>\n"
	"./net/w.c:#include <linux/outer.h>\n"
	"./net/v.c:#include <core/inner.h>\n"
	"./net/u.c:#include <notlinux/middle.h>\n"
	"./top.c:#include \"../../beyond.h\"\n"
	"./all.c:#include <linux/compiler_types.h>\n"
	"no colon here\n"
	"./cut.c:#include\n";

static struct kmend_included *parse(void)
{
	struct kmend_err err = { 0 };
	struct kmend_included *l = kmend_included_parse(strdup(list), &err);

	assert_non_null(l);
	return l;
}

static void test_who_sees(void **state)
{
	static const struct {
		const char *changed;
		const char *sees;	/* names between blanks */
		const char *not;
	} rows[] = {
		{ "kernel/sched/clock.c", " kernel/sched/build_utility.c ", " fs/compat_binfmt_elf.c " },
		{ "fs/binfmt_elf.c", " fs/compat_binfmt_elf.c ", " net/w.c " },
		{ "drivers/lib/x.c", " drivers/a/b/c.c ", " net/w.c " },
		{ "lib/ctype.h", " arch/x86/lib/string.c ", " net/w.c " },
		/* In turn, in a circle, and not what is no part of the kernel. */
		{ "include/linux/inner.h", " include/linux/middle.h include/linux/outer.h net/w.c ",
		  " arch/arm/boot/y.c usr/z.c net/v.c net/u.c " },
		{ "include/linux/middle.h", " net/w.c include/linux/inner.h ", " net/u.c " },
		{ "net/core/inner.h", " net/v.c include/linux/middle.h net/w.c ", " all.c " },
		{ "include/beyond.h", " top.c ", " net/w.c " },
		{ "fs/pipe.c", " fs/pipe.c ", " net/w.c " },
	};
	struct kmend_err err = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct kmend_included *l = parse();
		char sees[256], not[256], *save;

		strcpy(sees, rows[i].sees);
		strcpy(not, rows[i].not);
		assert_int_equal(kmend_included_add(l, rows[i].changed, &err), 0);
		assert_true(kmend_included_has(l, rows[i].changed));
		for (char *n = strtok_r(sees, " ", &save); n; n = strtok_r(NULL, " ", &save))
			if (!kmend_included_has(l, n))
				fail_msg("%s: %s does not see it", rows[i].changed, n);
		for (char *n = strtok_r(not, " ", &save); n; n = strtok_r(NULL, " ", &save))
			if (kmend_included_has(l, n))
				fail_msg("%s: %s sees it", rows[i].changed, n);
		assert_false(kmend_included_everywhere(l));
		kmend_included_close(l);
	}
}

static char dir[] = "/tmp/kmend-included.XXXXXX";

static void make_file(const char *name, const char *text)
{
	struct kmend_err err = { 0 };
	char path[PATH_MAX];

	assert_int_equal(kmend_path(path, &err, "%s/%s", dir, name), 0);
	assert_int_equal(kmend_dir_make_for(path, &err), 0);
	assert_int_equal(kmend_file_write(path, text, strlen(text), &err), 0);
}

/* In a tree it is seen which of several headers of a name is meant. */
static void test_in_a_tree(void **state)
{
	static const struct {
		const char *changed;
		const char *file;
		bool sees;
	} rows[] = {
		{ "a/trace.h", "a/x.c", true },
		{ "a/trace.h", "b/x.c", false },
		{ "b/trace.h", "b/x.c", true },
		{ "include/linux/trace.h", "c.c", true },
		{ "include/linux/trace.h", "a/x.c", false },
		{ "a/linux/trace.h", "c.c", false },
		{ "a/trace.h", "b/up.c", true },
		{ "b/trace.h", "b/up.c", false },
		/* Found by an option of a makefile: it may be any. */
		{ "a/far.h", "d.c", true },
		{ "b/far.h", "d.c", true },
		{ "include/linux/trace.h", "narrow.c", true },
		/* The kernel has one file from there. */
		{ "include/linux/trace.h", "tools/lib/bpf/relo_core.c", true },
		{ "include/linux/trace.h", "tools/lib/bpf/btf.c", false },
		/* "#include GENL_MAGIC_INCLUDE_FILE" */
		{ "include/linux/genl.h", "genl_api.h", true },
	};
	struct kmend_err err = { 0 };

	make_file("a/trace.h", "");
	make_file("b/trace.h", "");
	make_file("a/linux/trace.h", "");
	make_file("include/linux/trace.h", "");
	make_file("a/far.h", "");
	make_file("b/far.h", "");
	make_file("a/x.c", "#include \"trace.h\"\n");
	make_file("b/x.c", "#include \"trace.h\"\n");
	make_file("b/up.c", " # include \"../a/trace.h\"\n");
	make_file("c.c", "#include <linux/trace.h>\n");
	make_file("d.c", "#include <far.h>\n");
	make_file("tools/lib/bpf/relo_core.c", "#include <linux/trace.h>\n");
	make_file("tools/lib/bpf/btf.c", "#include <linux/trace.h>\n");
	make_file("narrow.c", "#include<linux/trace.h>\n");
	make_file("include/linux/genl.h", "");
	make_file("genl_api.h", "#define GENL_MAGIC_INCLUDE_FILE <linux/genl.h>\n#define VERSION \"genl.h 1\"\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct kmend_included *l = kmend_included_open(dir, &err);

		assert_non_null(l);
		assert_int_equal(kmend_included_add(l, rows[i].changed, &err), 0);
		if (kmend_included_has(l, rows[i].file) != rows[i].sees)
			fail_msg("%s: %s %s it", rows[i].changed, rows[i].file, rows[i].sees ? "does not see" : "sees");
		kmend_included_close(l);
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

static void test_is_included(void **state)
{
	struct kmend_included *l = parse();
	struct kmend_err err = { 0 };

	assert_true(kmend_included_is(l, "kernel/sched/clock.c"));
	assert_true(kmend_included_is(l, "fs/binfmt_elf.c"));
	assert_false(kmend_included_is(l, "fs/pipe.c"));
	assert_false(kmend_included_is(l, "c"));
	/* Read with every file, whether an #include says so or not. */
	assert_int_equal(kmend_included_add(l, "include/linux/compiler_types.h", &err), 0);
	assert_true(kmend_included_everywhere(l));
	kmend_included_close(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_sees),
		cmocka_unit_test(test_in_a_tree),
		cmocka_unit_test(test_is_included),
	};

	return cmocka_run_group_tests_name("included", tests, setup, teardown);
}
