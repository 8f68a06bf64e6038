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

#include "../../ctl/build/cdecl.h"
#include "../../ctl/build/files.h"
#include "../../ctl/build/kept.h"
#include "../../ctl/build/members.h"
#include "../../ctl/build/run.h"

static const struct kmend_names nothing;

static char dir[] = "/tmp/kmend-kept-XXXXXX";

static const struct row {
	const char *pre;	/* what struct it has inside */
	const char *post;
	const char *names;	/* that lead to the change */
	bool kept;
	const char *beside;	/* comes before struct it after the change; NULL: nothing */
} rows[] = {
	{ "int *a; long b;", "union { int *a; int *c; }; long b;", "c", true, NULL },
	{ "char a; int b;", "char a; char hole; int b;", "it", true, NULL },
	{ "int *a; long b;", "union { int *a; long c; }; long b;", "it", true, NULL },
	{ "int a; long b;", "union { unsigned c; int a; }; long b;", "it", true, NULL },
	{ "int *a; long b;", "long b; int *a;", "it", false, NULL },
	{ "int a;", "int a, b;", "it", false, NULL },
	{ "int *a; long b;", "union { int *c; }; long b;", "a c", false, NULL },
	{ "void (*a)(int);", "void (*a)(long);", "a", false, NULL },
	{ "int a:3, b:5;", "int a:4, b:4;", "a b", false, NULL },
	{ "enum { A, B } a:8; int d;", "unsigned char a; int d;", "A B a", false, NULL },
	{ "enum { A, B } a:8; char d;", "int a; char d;", "A B it", false, NULL },
	{ "int b; enum { A, B } a:8; char d;", "int b; unsigned char a; char d;", "A B a e", false, "enum e { B, A };" },
	{ "int b; enum { A, B } a:8; char d;", "int b; unsigned char a; char d;", "A B C a e", false, "enum e { A, B, C };" },
	{ "int b; enum { A = -1, B } a:8; char d;", "int b; unsigned char a; char d;", "A B a e", false, "enum e { A = -1, B };" },
	{ "int b; enum { A, B } a:8; char d;", "int b; char a; char d;", "A B a e", false, "enum e { A, B };" },
	{ "int b; enum { A, B } a:8; char d:8;", "int b; unsigned char a; char d:8;", "A B a e", false, "enum e { A, B };" },
	{ "int d; enum { A, B } a:8;", "int d; unsigned char a;", "A B a e", false, "enum e { A, B };" },
	{ "enum { A, B } a:8; char d;", "unsigned char a; char d;", "A B e it", false, "enum e { A, B };" },
	{ "int b; enum { A = 0, B } a:8; char d;", "int b; unsigned char a; char d;", "A B a e", true,
	  "enum e { A=0,\n\tB, };" },
	{ "int b; enum { A, B = 1 << 2 } a:8; char d;", "int b; unsigned char a; char d;", "A B a e", true,
	  "enum e { A, B = 1 << 2 };" },
	{ "int b; enum { A, B = sizeof(int) } a:8; char d;", "int b; unsigned char a; char d;", "A B a e int sizeof", false,
	  "enum e { A, B = sizeof(int) };" },
	{ "long a;", "long long a;", "a", true, NULL },
	{ "long a;", "unsigned long a;", "a", false, NULL },
	{ "_Bool a;", "unsigned char a;", "a", false, NULL },
	{ "int a;", "short a, c;", "it", false, NULL },
	{ "struct { int x; } b; int *a; int d;", "struct { int x; } b; union { int *a; int *c; }; int d;", "c", true, NULL },
	{ "union { int *a; int *c; }; long b;", "int *a; long b;", "c", false, NULL },
	{ "int a; struct { int x; } b;", "int a; struct { long x; } b;", "it", false, NULL },
	{ "int a;", "int a __attribute__((aligned(4)));", "it", false, NULL },
};

static int setup(void **state)
{
	return !mkdtemp(dir);
}

static int teardown(void **state)
{
	return kmend_dir_remove(dir);
}

static char *compile(const char *name, const char *beside, const char *members, char object[64])
{
	char source[64], *text;
	char *argv[] = { "gcc", "-c", "-g", source, "-o", object, NULL };
	struct kmend_err err = { 0 };

	snprintf(source, sizeof(source), "%s/%s.c", dir, name);
	snprintf(object, 64, "%s/%s.o", dir, name);
	assert_true(asprintf(&text, "# 1 \"x.h\"\n%s\nstruct it { %s };\n# 9 \"x.c\"\nstruct it i;\n",
			     beside ? beside : "", members) > 0);
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

static void add_all(struct kmend_declared *to, char **list, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		assert_true(kmend_name_add(&to->list, &to->nr, (struct kmend_word){ list[i], strlen(list[i]) }));
}

static void check_names(const struct row *r, const char *pre, const char *post)
{
	char texts[2][200], names[200] = "";
	struct kmend_declared d = { 0 };
	const char *why;

	snprintf(texts[0], sizeof(texts[0]), "struct it { %s };\n", r->pre);
	snprintf(texts[1], sizeof(texts[1]), "%s\nstruct it { %s };\n", r->beside ? r->beside : "", r->post);
	assert_true(kmend_declared_compare(texts[0], texts[1], &d, &why));
	assert_int_equal(kmend_members_resolve(&d, pre, post), 0);
	add_all(&d, d.named, d.nr_named);
	for (size_t i = 0; i < d.nr_types; i++) {
		add_all(&d, d.types[i].list, d.types[i].nr_list);
		add_all(&d, d.types[i].named, d.types[i].nr_named);
	}
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

/* Of these members only a use counts: whoever has the structure, and does not use them, has the same code. */
static void test_only_uses(void **state)
{
	static const struct {
		const char *pre, *post;
		bool only;
	} only[] = {
		{ "int (*m)(int); long b;", "int (*m)(int, int); long b;", true },
		{ "char *m;", "void *m;", true },
		{ "int m; int b;", "enum { A } m; int b;", false },
		{ "long m;", "char *m;", false },
		{ "char *m;", "double m;", false },
		{ "char *m[2];", "int *m[2];", false },
	};

	for (size_t i = 0; i < sizeof(only) / sizeof(*only); i++) {
		char objects[2][64], texts[2][200];
		const struct kmend_declared_type *type;
		struct kmend_declared d = { 0 };
		const char *why;

		free(compile("pre", NULL, only[i].pre, objects[0]));
		free(compile("post", NULL, only[i].post, objects[1]));
		snprintf(texts[0], sizeof(texts[0]), "struct it { %s };\n", only[i].pre);
		snprintf(texts[1], sizeof(texts[1]), "struct it { %s };\n", only[i].post);
		assert_true(kmend_declared_compare(texts[0], texts[1], &d, &why));
		assert_int_equal(kmend_members_resolve(&d, objects[0], objects[1]), 0);
		assert_true(d.nr || d.nr_types == 1);
		type = d.types;
		if (only[i].only != (!d.nr && !type->nr_list))
			fail_msg("%s -> %s: %s", only[i].pre, only[i].post, only[i].only ? "all count" : "only uses count");
		assert_true(!only[i].only || (type->nr_named && !strcmp(type->named[0], "m")));
		kmend_declared_free(&d);
	}
}

static void test_rows(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char objects[2][64], *text, *a, *b;
		struct kmend_kept_source pre, post;
		struct kmend_err err = { 0 };
		size_t same;
		int nr;

		a = compile("pre", NULL, rows[i].pre, objects[0]);
		b = compile("post", rows[i].beside, rows[i].post, objects[1]);
		pre = (struct kmend_kept_source){ a, objects[0] };
		post = (struct kmend_kept_source){ b, objects[1] };
		nr = kmend_kept_text(&pre, &post, &nothing, &text, &err);
		if (nr != rows[i].kept)
			fail_msg("%s -> %s: %d put back %s", rows[i].pre, rows[i].post, nr, err.text);
		if (strcmp(strstr(text, "struct it"), strstr(nr ? a : b, "struct it")))
			fail_msg("%s -> %s: became %s", rows[i].pre, rows[i].post, text);
		/* By which genksyms knows the file. */
		same = nr && rows[i].beside ? strlen("# 1 \"x.h\"\n") : (size_t)(strstr(b, "struct it") - b);
		if (!strchr(text, '#') || strncmp(text, b, same))
			fail_msg("%s -> %s: lost a line before it: %s", rows[i].pre, rows[i].post, text);
		/* With it, genksyms would know the constants before it comes to the structure. */
		if (nr && rows[i].beside && strstr(text, rows[i].beside))
			fail_msg("%s -> %s: kept what has its constants now: %s", rows[i].pre, rows[i].post, text);
		check_names(&rows[i], objects[0], objects[1]);
		free(text);
		free(a);
		free(b);
	}
}

#define CALLERS "int f(unsigned long a);\nint g(long b) { return 1; }\nint h(int c);\n"

/* Known to the source for the first time: as if it were not. What it knew, and is another now, stays. */
static void test_new_structures(void **state)
{
	struct kmend_kept_source pre = { .text = "struct known { int a; };\nint f(struct opaque *o, struct known *k);\n" };
	struct kmend_kept_source post = { .text = "# 1 \"o.h\"\nstruct opaque {\n struct { int b; } a;\n};\n# 9 \"x.c\"\n"
						  "struct known { long a; };\nint f(struct opaque *o, struct known *k);\n" };
	struct kmend_err err = { 0 };
	char *text;

	assert_int_equal(kmend_kept_text(&pre, &post, &nothing, &text, &err), 1);
	assert_null(strstr(text, "struct opaque {"));
	assert_null(strstr(text, "int b"));
	assert_non_null(strstr(text, "# 9 \"x.c\"\nstruct known { long a; };\nint f(struct opaque *o, struct known *k);\n"));
	free(text);
}

/* The head as it was, the body as it is; another sign stays. */
static void test_calls(void **state)
{
	struct kmend_kept_source pre = { .text = CALLERS };
	struct kmend_kept_source post = { .text = "int f(unsigned long long a);\nint g(s64 b) { return 2; }\n"
						  "int h(unsigned int c);\n" };
	struct kmend_err err = { 0 };
	char object[64], *text;

	free(compile("calls", NULL, "int a;", object));
	pre.object = post.object = object;
	assert_int_equal(kmend_kept_text(&pre, &post, &nothing, &text, &err), 2);
	assert_string_equal(text, "int f(unsigned long a);\nint g(long b) { return 2; }\nint h(unsigned int c);\n");
	free(text);
}

struct head {
	const char *pre, *post;
	const char *text;	/* NULL: nothing is put back */
	int nr;			/* how many are */
};

static void check_heads(const struct head *heads, size_t nr_heads, const struct kmend_names *left)
{
	for (size_t i = 0; i < nr_heads; i++) {
		struct kmend_kept_source pre = { .text = heads[i].pre }, post = { .text = heads[i].post };
		struct kmend_err err = { 0 };
		char *text;
		int nr = kmend_kept_text(&pre, &post, left, &text, &err);

		if (nr != heads[i].nr || (nr && strcmp(text, heads[i].text)))
			fail_msg("%s -> %s: %d: %s", heads[i].pre, heads[i].post, nr, text);
		free(text);
	}
}

/* What is only defined now, and that as before, was declared. */
static void test_lost_declarations(void **state)
{
	static const struct head heads[] = {
		{ "void f(void);\nint g;\nquick void f(void) { }\n", "int g;\nquick void f(void) { }\n",
		  "int g;\nvoid f(void);\nquick void f(void) { }\n", 1 },
		{ "void f(void);\nquick void f(void) { }\n", "quick void f(int a) { }\n", NULL, 0 },
		{ "void f(void);\nvoid ff(void) { }\n", "void ff(void) { }\n", NULL, 0 },
		{ "void f(void);\nquick void f(void) { }\n", "void f(int);\nquick void f(void) { }\n", NULL, 0 },
	};

	check_heads(heads, sizeof(heads) / sizeof(*heads), &nothing);
}

/* A function that is left is declared as before, whatever it was, and nothing else is. */
static void test_left(void **state)
{
	static const struct head heads[] = {
		{ "int f(int a);\nint f(int a) { return 1; }\n", "int f(int a, int b);\nint f(int a, int b) { return b; }\n",
		  "int f(int a);\nint f(int a) { return b; }\n", 2 },
		{ "int f(int a);\nint ff(int a);\n", "int f(char *a);\nint ff(char *a);\n", "int f(int a);\nint ff(char *a);\n", 1 },
		{ "int g(int a);\n", "int g(int a, int b);\n", NULL, 0 },
		{ "int g(int (*f)(int));\n", "int g(int (*f)(long));\n", NULL, 0 },
		{ "int f(int a) { return 1; }\n", "int f(int a, int b);\n", NULL, 0 },
		{ "int (*f(int a))(int);\n", "int (*f(int a, int b))(int);\n", NULL, 0 },
		{ "extern int f;\n", "extern long f;\n", NULL, 0 },
	};
	char *names[] = { "f" };
	const struct kmend_names left = { names, 1 };

	check_heads(heads, sizeof(heads) / sizeof(*heads), &left);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_only_uses),
		cmocka_unit_test(test_new_structures),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_lost_declarations),
		cmocka_unit_test(test_left),
	};

	return cmocka_run_group_tests_name("kept", tests, setup, teardown);
}
