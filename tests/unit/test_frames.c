// SPDX-License-Identifier: GPL-2.0
/* Which functions of a small source have a structure, also where it was inlined or cut in pieces. */
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
#include "../../ctl/build/frames.h"
#include "../../ctl/build/run.h"

static char dir[] = "/tmp/kmend-frames-XXXXXX";

static const char source_text[] =
	"struct t { int a[8]; };\nstruct u { int a[8]; };\n"
	"int use(void *p);\nvoid die(void) __attribute__((cold, noreturn));\n"
	"static inline __attribute__((always_inline)) int inner(int n) { struct t t = { { n } }; use(&t); return t.a[1]; }\n"
	"int plain(void) { struct t t; return use(&t); }\n"
	"int array(int n) { if (n) { const struct t t[2]; return use((void *)t); } return 1; }\n"
	"int outer(int n) { return inner(n) + 1; }\n"
	"int pieces(int n) { struct t t = { { n } }; if (use(&t)) { use(&n); die(); } return t.a[2]; }\n"
	"__attribute__((noinline)) static int cloned(int n, int m) { struct t t = { { m } }; use(&t); return t.a[m]; }\n"
	"int calls(int n) { return cloned(n, 3); }\n"
	"int pointer(struct t *t) { return t->a[3]; }\n"
	"int other(void) { struct u u; return use(&u); }\n"
	"struct t *result(struct t *(*f)(void)) { return f(); }\n";

static int setup(void **state)
{
	return !mkdtemp(dir);
}

static int teardown(void **state)
{
	return kmend_dir_remove(dir);
}

static bool has(const struct kmend_names *frames, const char *name)
{
	for (size_t i = 0; i < frames->nr; i++)
		if (!strncmp(frames->names[i], name, strlen(name)) && strchr(".", frames->names[i][strlen(name)]))
			return true;
	return false;
}

static void compile(char *debug, char object[64])
{
	char source[64];
	char *argv[] = { "gcc", "-O2", "-ffunction-sections", debug, "-w", "-c", source, "-o", object, NULL };
	struct kmend_err err = { 0 };

	snprintf(source, sizeof(source), "%s/it.c", dir);
	snprintf(object, 64, "%s/it.o", dir);
	assert_int_equal(kmend_file_write(source, source_text, strlen(source_text), &err), 0);
	assert_int_equal(kmend_run_or_fail(NULL, argv, "test", &err), 0);
}

static void test_functions(void **state)
{
	static const char *const owners[] = { "plain", "array", "outer", "pieces", "cloned" };
	static const char *const others[] = { "inner", "calls", "pointer", "other", "result" };
	struct kmend_names frames;
	struct kmend_err err = { 0 };
	char object[64];

	compile("-g", object);
	assert_int_equal(kmend_frames_read(object, "t", &frames, &err), 0);
	for (size_t i = 0; i < sizeof(owners) / sizeof(*owners); i++)
		if (!has(&frames, owners[i]))
			fail_msg("%s has one", owners[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (has(&frames, others[i]))
			fail_msg("%s has none", others[i]);
	/* The part that is seldom used is told by the name of the whole. */
	for (size_t i = 0; i < frames.nr; i++)
		assert_null(strstr(frames.names[i], ".cold"));
	kmend_names_free(&frames);
}

static void test_no_debug_information(void **state)
{
	struct kmend_names frames;
	struct kmend_err err = { 0 };
	char object[64];

	compile("-g0", object);
	assert_int_equal(kmend_frames_read(object, "t", &frames, &err), -1);
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	kmend_names_free(&frames);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_functions),
		cmocka_unit_test(test_no_debug_information),
	};

	return cmocka_run_group_tests_name("frames", tests, setup, teardown);
}
