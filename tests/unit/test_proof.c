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

	assert_non_null(mkdtemp(dir));
	snprintf(kernel, sizeof(kernel), "%s/kernel", dir);
	snprintf(object_a, sizeof(object_a), "%s/a.o", dir);
	snprintf(object_b, sizeof(object_b), "%s/b.o", dir);
	snprintf(object_c, sizeof(object_c), "%s/c.o", dir);
	compile(source_a, strlen(source_a), object_a);
	compile(source_b, strlen(source_b), object_b);
	compile(source_c, strlen(source_c), object_c);
	run(link);
	return 0;
}

static int teardown(void **state)
{
	return kmend_dir_remove(dir);
}

static struct kmend_symbols *open_kernel(const char *path)
{
	struct kmend_err err = { 0 };
	struct kmend_symbols *s = kmend_symbols_open(path, &err);

	if (!s)
		fail_msg("%s", err.text);
	return s;
}

static void test_equal(void **state)
{
	struct kmend_symbols *s = open_kernel(kernel);
	struct kmend_err err = { 0 };
	struct kmend_proof p;

	if (kmend_proof_make(&p, object_a, "a.c", s, &err))
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
	kmend_symbols_close(s);
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
	struct kmend_symbols *s = open_kernel(kernel);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct kmend_err err = { 0 };
		struct kmend_proof p;
		unsigned int pos = 99;
		int ret;

		assert_int_equal(kmend_proof_make(&p, rows[i].object, "x.c", s, &err), 0);
		ret = kmend_proof_position(&p, rows[i].name, rows[i].local, &pos, &err);
		if ((ret ? -1 : (int)pos) != rows[i].position)
			fail_msg("%s %s: returned %d, position %u: %s", rows[i].object, rows[i].name,
				 ret, pos, err.text);
		if (ret)
			assert_int_equal(err.code, KMEND_EXIT_REFUSED);
		kmend_proof_free(&p);
	}
	kmend_symbols_close(s);
}

static void expect_refused(const char *source, const char *object, const char *path,
			   const char *why)
{
	struct kmend_symbols *s = open_kernel(path);
	struct kmend_err err = { 0 };
	struct kmend_proof p;

	assert_int_equal(kmend_proof_make(&p, object, source, s, &err), -1);
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	if (!strstr(err.text, why))
		fail_msg("said '%s', not '%s'", err.text, why);
	kmend_proof_free(&p);
	kmend_symbols_close(s);
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

/* With names alone nothing is compared, but local symbols are still told apart. */
static void test_names_only(void **state)
{
	char path[80], *nm[] = { "sh", "-c", "nm -n kernel > names", NULL };
	struct kmend_symbols *s;
	struct kmend_err err = { 0 };
	struct kmend_proof p;
	unsigned int pos = 99;

	run(nm);
	snprintf(path, sizeof(path), "%s/names", dir);
	s = open_kernel(path);
	if (kmend_proof_make(&p, object_b, "b.c", s, &err))
		fail_msg("%s", err.text);
	assert_false(p.compared);
	assert_int_equal(p.equal, 0);
	assert_true(kmend_proof_holds(&p, "entry_b"));
	assert_int_equal(kmend_proof_position(&p, "helper", true, &pos, &err), 0);
	assert_int_equal(pos, 2);
	kmend_proof_free(&p);
	kmend_symbols_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_positions),
		cmocka_unit_test(test_not_in_kernel),
		cmocka_unit_test(test_other_source),
		cmocka_unit_test(test_names_only),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
