// SPDX-License-Identifier: GPL-2.0
/* What two compilations of small structures differ in, each in one thing. */
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
#include "../../ctl/build/layouts.h"
#include "../../ctl/build/run.h"

static char dir[] = "/tmp/kmend-layouts-XXXXXX";

static int setup(void **state)
{
	return !mkdtemp(dir);
}

static int teardown(void **state)
{
	return kmend_dir_remove(dir);
}

/* @members of a structure in an object of that name, among others that stay. */
static void compile(const char *name, const char *members, char *debug, char object[64])
{
	char source[64], text[1024];
	char *argv[] = { "gcc", "-O1", "-c", debug, source, "-o", object, NULL };
	struct kmend_err err = { 0 };
	int n;

	snprintf(source, sizeof(source), "%s/%s.c", dir, name);
	snprintf(object, 64, "%s/%s.o", dir, name);
	n = snprintf(text, sizeof(text),
		     "struct same { int x; struct same *next; };\n"
		     "struct other;\n"
		     "struct it { %s };\n"
		     "typedef struct { struct it in; } box_t;\n"
		     "struct same s; struct it i; box_t b; struct other *o;\n", members);
	assert_int_equal(kmend_file_write(source, text, n, &err), 0);
	if (kmend_run_or_fail(NULL, argv, "test", &err))
		fail_msg("%s", err.text);
}

static void test_differences(void **state)
{
	static const struct {
		const char *pre;
		const char *post;
		const char *why;	/* NULL: it is the same */
		const char *box;	/* of what has it inside */
	} rows[] = {
		{ "int a, b;", "int a,\n b; /* other text */", NULL, NULL },
		{ "const int a;", "int a;", NULL, NULL },
		{ "int a, b;", "int b, a;", "a at 4 instead of 0", NULL },
		{ "int a;", "int a; char c;", "size 8 instead of 4, c is new at 4",
		  "size 8 instead of 4, in has 64 bits instead of 32" },
		{ "char a; int b;", "char a, c; int b;", "c is new at 1", NULL },
		{ "int a; int b;", "int a;", "size 4 instead of 8, b is gone",
		  "size 4 instead of 8, in has 32 bits instead of 64" },
		{ "int a;", "unsigned int a;", "a is unsigned int instead of int", NULL },
		{ "int *a;", "long *a;", "a is long int * instead of int *", NULL },
		{ "int *a[2]; long b;", "int *a[1]; long c, b;",
		  "c is new at 8", NULL },
		{ "int a[2];", "short a[4];", "a is short int[4] instead of int[2]", NULL },
		{ "int a:3, b:5;", "int a:4, b:4;", "a has 4 bits instead of 3", NULL },
		{ "int a:3, b:5;", "int a:3, :1, b:5;", "b at 0.4 instead of 0.3", NULL },
		{ "int a; struct { int b; union { int c; char d; }; };",
		  "int a; struct { int b; int e; union { int c; char d; }; };",
		  "size 16 instead of 12, e is new at 8",
		  "size 16 instead of 12, in has 128 bits instead of 96" },
		{ "int a; char tail[];", "int a; short tail[];",
		  "tail is short int[] instead of char[]", NULL },
		{ "void (*a)(struct it *);", "int (*a)(void);", NULL, NULL },
		{ "int *a; long b;", "union { int *a; int *c; }; long b;", NULL, NULL },
		{ "int *a; long b;", "union { int *a; long *c; }; long b;", "c is new at 0", NULL },
		{ "int b; enum { A } a:8; char c;", "int b; unsigned char a; char c;", NULL, NULL },
		{ "int b; enum { A } a:8; char c;", "int b; char a; char c;", "a is char instead of enum {...}", NULL },
		{ "int b; enum { A = -1 } a:8; char c;", "int b; unsigned char a; char c;",
		  "a is unsigned char instead of enum {...}", NULL },
		{ "int b; unsigned a:8; unsigned c:8; char d;", "int b; unsigned char a; unsigned c:8; char d;",
		  "a is unsigned char instead of unsigned int", NULL },
		{ "long a;", "long long a;", NULL, NULL },
		{ "_Bool a;", "unsigned char a;", "a is unsigned char instead of _Bool", NULL },
	};
	char pre[64], post[64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *expected[2][2] = { { "box_t", rows[i].box }, { "struct it", rows[i].why } };
		struct kmend_layouts layouts = { 0 };
		struct kmend_err err = { 0 };
		size_t n = 0;

		compile("pre", rows[i].pre, "-g", pre);
		compile("post", rows[i].post, "-g", post);
		if (kmend_layouts_compare(pre, post, &layouts, &err))
			fail_msg("%s", err.text);
		for (size_t j = 0; j < 2; j++) {
			if (!expected[j][1])
				continue;
			if (n == layouts.nr || strcmp(layouts.items[n].type, expected[j][0]) ||
			    strcmp(layouts.items[n].why, expected[j][1]))
				fail_msg("%s -> %s: %s: '%s', not '%s'", rows[i].pre, rows[i].post,
					 expected[j][0], n < layouts.nr ? layouts.items[n].why : "",
					 expected[j][1]);
			n++;
		}
		if (n != layouts.nr)
			fail_msg("%s -> %s: also %s: %s", rows[i].pre, rows[i].post,
				 layouts.items[n].type, layouts.items[n].why);
		kmend_layouts_free(&layouts);
	}
}

static void test_fills(void **state)
{
	static const struct {
		const char *pre;
		const char *post;
		bool fills;
	} rows[] = {
		{ "char a; int b;", "char a, c; int b;", true },
		{ "char a; int b;", "char a; short c; int b;", true },
		{ "long a; int b;", "long a; int b; char c;", true },
		{ "char a; int b;", "char a; int b, c;", false },
		{ "int a; int b;", "int a; union { int b; char c; };", false },
		{ "int a:8; int b:8; int d;", "int a:8; int b:8; int c:3; int d;", true },
		{ "char a; int b;", "char c, a; int b;", false },
		{ "char a; int b;", "char a, c; unsigned b;", false },
		{ "char a; int b;", "char c; int b;", false },
		{ "struct { char x; int y; } a; char b; int d;", "struct { char x; int y; } a; char b, c; int d;", false },
		{ "int a; char tail[];", "int a; char tail[]; ", false },
	};
	char pre[64], post[64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct kmend_layouts layouts = { 0 };
		struct kmend_err err = { 0 };
		bool found = false;

		compile("pre", rows[i].pre, "-g", pre);
		compile("post", rows[i].post, "-g", post);
		assert_int_equal(kmend_layouts_compare(pre, post, &layouts, &err), 0);
		for (size_t n = 0; n < layouts.nr; n++)
			found |= !strcmp(layouts.items[n].type, "struct it") && layouts.items[n].fills;
		if (found != rows[i].fills)
			fail_msg("%s -> %s", rows[i].pre, rows[i].post);
		kmend_layouts_free(&layouts);
	}
}

static void test_no_debug_information(void **state)
{
	struct kmend_layouts layouts = { 0 };
	struct kmend_err err = { 0 };
	char pre[64], post[64];

	compile("pre", "int a;", "-g", pre);
	compile("post", "int a;", "-g0", post);
	assert_int_equal(kmend_layouts_compare(pre, post, &layouts, &err), -1);
	assert_int_equal(err.code, KMEND_EXIT_REFUSED);
	assert_non_null(strstr(err.text, "post.o: no debug information"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_differences),
		cmocka_unit_test(test_fills),
		cmocka_unit_test(test_no_debug_information),
	};

	return cmocka_run_group_tests_name("layouts", tests, setup, teardown);
}
