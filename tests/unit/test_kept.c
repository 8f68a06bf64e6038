// SPDX-License-Identifier: GPL-2.0
/* Which changed structures are put back before checksums of types are compared, with real objects. */
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
#include "../../ctl/build/kept.h"
#include "../../ctl/build/members.h"
#include "../../ctl/build/run.h"

static char dir[] = "/tmp/kmend-kept-XXXXXX";

static const struct row {
	const char *pre;	/* what struct it has inside */
	const char *post;
	const char *names;	/* that lead to the change */
	bool kept;
} rows[] = {
	{ "int *a; long b;", "union { int *a; int *c; }; long b;", "c", true },
	{ "char a; int b;", "char a; char hole; int b;", "hole", true },
	{ "int *a; long b;", "long b; int *a;", "it", false },
	{ "int a;", "int a, b;", "it", false },
	{ "int *a; long b;", "union { int *c; }; long b;", "a c", false },
	{ "void (*a)(int);", "void (*a)(long);", "a", false },
	{ "int a:3, b:5;", "int a:4, b:4;", "a b", false },
	{ "enum { A, B } a:8; int d;", "unsigned char a; int d;", "A B a", false },
	{ "enum { A, B } a:8; char d;", "int a; char d;", "A B it", false },
	{ "struct { int x; } b; int *a; int d;", "struct { int x; } b; union { int *a; int *c; }; int d;", "c", true },
	{ "union { int *a; int *c; }; long b;", "int *a; long b;", "c", false },
	{ "int a; struct { int x; } b;", "int a; struct { long x; } b;", "it", false },
	{ "int a;", "int a __attribute__((aligned(4)));", "it", false },
};

static int setup(void **state)
{
	return !mkdtemp(dir);
}

static int teardown(void **state)
{
	return kmend_dir_remove(dir);
}

static char *compile(const char *name, const char *members, char object[64])
{
	char source[64], *text;
	char *argv[] = { "gcc", "-c", "-g", source, "-o", object, NULL };
	struct kmend_err err = { 0 };

	snprintf(source, sizeof(source), "%s/%s.c", dir, name);
	snprintf(object, 64, "%s/%s.o", dir, name);
	assert_true(asprintf(&text, "# 1 \"x.h\"\nstruct it { %s };\n# 9 \"x.c\"\nstruct it i;\n", members) > 0);
	assert_int_equal(kmend_file_write(source, text, strlen(text), &err), 0);
	if (kmend_run_or_fail(NULL, argv, "test", &err))
		fail_msg("%s", err.text);
	return text;
}

/* "b a" and "a c a" to "a b" and "a c" */
static int compare(const void *a, const void *b)
{
	return strcmp(*(char **)a, *(char **)b);
}

static void check_names(const struct row *r, const char *pre, const char *post)
{
	char texts[2][200], names[200] = "";
	struct kmend_declared d = { 0 };
	const char *why;

	snprintf(texts[0], sizeof(texts[0]), "struct it { %s };\n", r->pre);
	snprintf(texts[1], sizeof(texts[1]), "struct it { %s };\n", r->post);
	assert_true(kmend_declared_compare(texts[0], texts[1], &d, &why));
	assert_int_equal(kmend_members_resolve(&d, pre, post), 0);
	qsort(d.list, d.nr, sizeof(*d.list), compare);
	for (size_t i = 0; i < d.nr; i++) {
		if (i && !strcmp(d.list[i], d.list[i - 1]))
			continue;
		strcat(names, *names ? " " : "");
		strcat(names, d.list[i]);
	}
	if (strcmp(names, r->names))
		fail_msg("%s -> %s: '%s' instead of '%s'", r->pre, r->post, names, r->names);
	kmend_declared_free(&d);
}

static void test_rows(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char objects[2][64], *text, *a, *b;
		struct kmend_kept_source pre, post;
		struct kmend_err err = { 0 };
		int nr;

		a = compile("pre", rows[i].pre, objects[0]);
		b = compile("post", rows[i].post, objects[1]);
		pre = (struct kmend_kept_source){ a, objects[0] };
		post = (struct kmend_kept_source){ b, objects[1] };
		nr = kmend_kept_text(&pre, &post, &text, &err);
		if (nr != rows[i].kept)
			fail_msg("%s -> %s: %d put back %s", rows[i].pre, rows[i].post, nr, err.text);
		if (strcmp(strstr(text, "struct it"), strstr(nr ? a : b, "struct it")))
			fail_msg("%s -> %s: became %s", rows[i].pre, rows[i].post, text);
		/* By which genksyms knows the file. */
		if (!strchr(text, '#') || strncmp(text, b, (size_t)(strstr(b, "struct it") - b)))
			fail_msg("%s -> %s: lost a line before it: %s", rows[i].pre, rows[i].post, text);
		check_names(&rows[i], objects[0], objects[1]);
		free(text);
		free(a);
		free(b);
	}
}

#define CALLERS "int f(unsigned long a);\nint g(long b) { return 1; }\nint h(int c);\n"

/* The head as it was, the body as it is; another sign stays. */
static void test_calls(void **state)
{
	struct kmend_kept_source pre = { .text = CALLERS };
	struct kmend_kept_source post = { .text = "int f(unsigned long long a);\nint g(s64 b) { return 2; }\n"
						  "int h(unsigned int c);\n" };
	struct kmend_err err = { 0 };
	char object[64], *text;

	free(compile("calls", "int a;", object));
	pre.object = post.object = object;
	assert_int_equal(kmend_kept_text(&pre, &post, &text, &err), 2);
	assert_string_equal(text, "int f(unsigned long a);\nint g(long b) { return 2; }\nint h(unsigned int c);\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_calls),
	};

	return cmocka_run_group_tests_name("kept", tests, setup, teardown);
}
