// SPDX-License-Identifier: GPL-2.0
/*
 * Objects that the test compiles, and a "kernel" that it links of them: what is
 * equal is found equal, with the addresses of local symbols; what is not is named.
 */
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
#include "../../ctl/build/proof.h"
#include "../../ctl/build/run.h"
#include "../../ctl/build/symvers.h"

/* Both have a local helper() and a local state; b overrides what a has weak. */
static const char source_a[] =
	"extern int printk(const char *, ...);\n"
	"static int state;\n"
	"static const int scale[3] = { 1, 2, 3 };\n"
	"__attribute__((noinline)) static int helper(int x) { state += scale[x % 3]; return state; }\n"
	"__attribute__((weak)) int choice(void) { return 1; }\n"
	"int entry_a(int x) { printk(\"entry a %d\\n\", x); return helper(x) + choice(); }\n";
static const char source_b[] =
	"extern int printk(const char *, ...);\n"
	"static int state;\n"
	"__attribute__((noinline)) static int helper(int x) { state -= x; return state * 3; }\n"
	"int choice(void) { return 2; }\n"
	"int printk(const char *f, ...) { return *f; }\n"
	"int entry_b(int x) { printk(\"entry b\\n\"); return helper(x); }\n"
	"int _start(void) { return entry_b(3); }\n";
static const char source_c[] = "int somewhere_else(int x) { return x * 5; }\n";

static char dir[] = "/tmp/kmend-proof-XXXXXX";
static struct kmend_symvers *symvers;
static char kernel[64], object_a[64], object_b[64], object_c[64];

static void run(char *const argv[])
{
	struct kmend_err err = { 0 };

	if (kmend_run_or_fail(dir, argv, "test", &err))
		fail_msg("%s", err.text);
}

static void compile(const char *source, size_t size, const char *object)
{
	char path[80];
	struct kmend_err err = { 0 };
	char *argv[] = { "gcc", "-O2", "-ffreestanding", "-fno-pic", "-mcmodel=kernel",
			 "-fno-asynchronous-unwind-tables", "-fcf-protection=none",
			 "-fno-stack-protector", "-c", path, "-o", (char *)object, NULL };

	snprintf(path, sizeof(path), "%s.c", object);
	assert_int_equal(kmend_file_write(path, source, size, &err), 0);
	run(argv);
}

static int setup(void **state)
{
	char *link[] = { "ld", "-Ttext=0xffffffff81000000", "-z", "max-page-size=4096", "-o", kernel,
			 object_a, object_b, NULL };
	static const char exports[] = "0x1\tprintk\tvmlinux\tEXPORT_SYMBOL\t\n"
				      "0x2\tfar\tdrivers/other-one\tEXPORT_SYMBOL_GPL\t\n"
				      "0x3\tentry_a\tfs/mod\tEXPORT_SYMBOL_GPL\t\n";
	struct kmend_err err = { 0 };
	char list[64];

	assert_non_null(mkdtemp(dir));
	snprintf(kernel, sizeof(kernel), "%s/kernel", dir);
	snprintf(object_a, sizeof(object_a), "%s/a.o", dir);
	snprintf(object_b, sizeof(object_b), "%s/b.o", dir);
	snprintf(object_c, sizeof(object_c), "%s/c.o", dir);
	compile(source_a, strlen(source_a), object_a);
	compile(source_b, strlen(source_b), object_b);
	compile(source_c, strlen(source_c), object_c);
	run(link);
	snprintf(list, sizeof(list), "%s/symvers", dir);
	assert_int_equal(kmend_file_write(list, exports, strlen(exports), &err), 0);
	symvers = kmend_symvers_open(list, &err);
	assert_non_null(symvers);
	return 0;
}

static int teardown(void **state)
{
	kmend_symvers_close(symvers);
	return kmend_dir_remove(dir);
}

static struct kmend_home open_kernel(const char *path)
{
	struct kmend_err err = { 0 };
	struct kmend_home home = { "vmlinux", kmend_symbols_open(path, &err), NULL, symvers };

	if (!home.symbols)
		fail_msg("%s", err.text);
	home.kernel = home.symbols;
	return home;
}

static void close_kernel(struct kmend_home *home)
{
	kmend_symbols_close((struct kmend_symbols *)home->symbols);
}

static void test_equal(void **state)
{
	struct kmend_home s = open_kernel(kernel);
	struct kmend_err err = { 0 };
	struct kmend_proof p;

	if (kmend_proof_make(&p, object_a, "a.c", &s, &err))
		fail_msg("%s", err.text);
	assert_true(p.compared);
	assert_int_equal(p.functions, 3);
	assert_int_equal(p.equal, 3);
	assert_int_equal(p.missing, 0);
	/* printk, its string, helper or what it became, choice, state, scale */
	assert_in_range(p.refs, 5, 12);
	assert_true(kmend_proof_holds(&p, "entry_a"));
	assert_false(kmend_proof_holds(&p, "entry_b"));
	/* The weak one lost: replacing it would change nothing. */
	assert_false(kmend_proof_holds(&p, "choice"));
	kmend_proof_free(&p);
	close_kernel(&s);
}

static void test_positions(void **state)
{
	static const struct {
		const char *object;
		const char *name;
		bool local;
		int position;	/* -1: cannot be told */
	} rows[] = {
		{ object_a, "helper", true, 1 },
		{ object_b, "helper", true, 2 },
		{ object_a, "state", true, 1 },
		{ object_b, "state", true, 2 },
		{ object_a, "scale", true, 0 },
		{ object_b, "entry_b", false, 0 },
		{ object_a, "choice", false, 0 },
		{ object_a, "nothing", true, -1 },
		{ object_a, "nothing", false, -1 },
	};
	struct kmend_home s = open_kernel(kernel);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct kmend_err err = { 0 };
		struct kmend_proof p;
		struct kmend_location at = { .position = 99 };
		int ret;

		assert_int_equal(kmend_proof_make(&p, rows[i].object, "x.c", &s, &err), 0);
		ret = kmend_proof_locate(&p, rows[i].name, rows[i].local, &at, &err);
		if ((ret ? -1 : (int)at.position) != rows[i].position)
			fail_msg("%s %s: returned %d, position %u: %s", rows[i].object, rows[i].name,
				 ret, at.position, err.text);
		assert_null(at.object);
		if (ret)
			assert_int_equal(err.code, KMEND_EXIT_REFUSED);
		kmend_proof_free(&p);
	}
	close_kernel(&s);
}

static void expect_refused(const char *source, const char *object, const char *path,
			   const char *why)
{
	struct kmend_home s = open_kernel(path);
	struct kmend_err err = { 0 };
	struct kmend_proof p;

	assert_int_equal(kmend_proof_make(&p, object, source, &s, &err), -1);
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	if (!strstr(err.text, why))
		fail_msg("said '%s', not '%s'", err.text, why);
	kmend_proof_free(&p);
	close_kernel(&s);
}

static void test_not_in_kernel(void **state)
{
	expect_refused("c.c", object_c, kernel, "none of its functions is in this kernel");
}

/* The same names, but other code, a longer constant, or a call that goes elsewhere. */
static void test_other_source(void **state)
{
	static const struct {
		const char *from;
		const char *to;
		const char *why;
	} rows[] = {
		{ "state += scale", "state -= scale", "is not the kernel's code" },
		{ "entry a %d", "entry a %x", "refers to " },
		{ "printk(\"entry a %d\\n\", x)", "entry_b(x)", "a.c: entry_a+0x" },
	};
	char object[64], other[sizeof(source_a) + 64];

	snprintf(object, sizeof(object), "%s/other.o", dir);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *at = strstr(source_a, rows[i].from);

		assert_non_null(at);
		snprintf(other, sizeof(other), "int entry_b(int);\n%.*s%s%s", (int)(at - source_a),
			 source_a, rows[i].to, at + strlen(rows[i].from));
		compile(other, strlen(other), object);
		expect_refused("a.c", object, kernel, rows[i].why);
	}
}

/*
 * A module of a and b, linked as kbuild links one, which needs printk from the kernel and
 * far from another module.
 */
static void make_module(const char *module)
{
	static const char far[] = "extern int far(int); extern int printk(const char *, ...);\n"
				  "int entry_far(int x) { printk(\"far\"); return far(x); }\n"
				  "static __attribute__((section(\".init.text\"), used)) int helper(void) { return 7; }\n";
	char object[64], *link[] = { "ld", "-r", "-o", (char *)module, object_a, object, NULL };

	snprintf(object, sizeof(object), "%s/far.o", dir);
	compile(far, strlen(far), object);
	run(link);
}

static void test_module(void **state)
{
	static const struct {
		const char *name;
		bool local;
		const char *object;	/* NULL: the kernel proper */
		bool exported;
	} rows[] = {
		{ "helper", true, "mod", false },
		{ "entry_a", false, "mod", true },
		{ "entry_far", false, "mod", false },
		{ "printk", false, NULL, true },
		{ "far", false, "other_one", true },
	};
	struct kmend_home kernel_home = open_kernel(kernel), home = kernel_home;
	char module[64], object[64];
	struct kmend_err err = { 0 };
	struct kmend_proof p;

	snprintf(module, sizeof(module), "%s/mod.ko", dir);
	snprintf(object, sizeof(object), "%s/far.o", dir);
	make_module(module);
	home.name = "mod";
	home.symbols = kmend_symbols_open_module(module, &err);
	if (!home.symbols || kmend_proof_make(&p, object_a, "a.c", &home, &err))
		fail_msg("%s", err.text);
	assert_int_equal(p.equal, 3);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct kmend_location at = { 0 };

		if (kmend_proof_locate(&p, rows[i].name, rows[i].local, &at, &err))
			fail_msg("%s: %s", rows[i].name, err.text);
		/* helper is there twice, but the one of the init is gone when the module runs. */
		assert_int_equal(at.position, 0);
		assert_int_equal(at.exported, rows[i].exported);
		assert_string_equal(at.object ? at.object : "-", rows[i].object ? rows[i].object : "-");
	}
	kmend_proof_free(&p);
	assert_int_equal(kmend_proof_make(&p, object_b, "b.c", &home, &err), -1);
	assert_non_null(strstr(err.text, "b.c: "));
	kmend_proof_free(&p);
	close_kernel(&home);
	close_kernel(&kernel_home);
}

/* With names alone nothing is compared, but local symbols are still told apart. */
static void test_names_only(void **state)
{
	char path[80], *nm[] = { "sh", "-c", "nm -n kernel > names", NULL };
	struct kmend_home s;
	struct kmend_err err = { 0 };
	struct kmend_proof p;
	struct kmend_location at = { .position = 99 };

	run(nm);
	snprintf(path, sizeof(path), "%s/names", dir);
	s = open_kernel(path);
	if (kmend_proof_make(&p, object_b, "b.c", &s, &err))
		fail_msg("%s", err.text);
	assert_false(p.compared);
	assert_int_equal(p.equal, 0);
	assert_true(kmend_proof_holds(&p, "entry_b"));
	assert_int_equal(kmend_proof_locate(&p, "helper", true, &at, &err), 0);
	assert_int_equal(at.position, 2);
	kmend_proof_free(&p);
	close_kernel(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_positions),
		cmocka_unit_test(test_not_in_kernel),
		cmocka_unit_test(test_other_source),
		cmocka_unit_test(test_module),
		cmocka_unit_test(test_names_only),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
