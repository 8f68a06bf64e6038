// SPDX-License-Identifier: GPL-2.0
/* Sources as they are written, in which a structure is only constant, and in which it is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../ctl/build/constants.h"

static const struct {
	const char *text;
	const char *why;	/* a part of it; NULL: nothing stands against it */
} rows[] = {
	{ "struct t { int a; };", NULL },
	{ "struct t;\nextern const struct t one, two;\n", NULL },
	{ "static const struct t t = { .a = 1 };\nconst struct t list[] = { { 1 } };\nconst struct t weak __weak;", NULL },
	{ "/* struct t *p; isn't */ // struct t x\nint a; /* don't */", NULL },
	{ "const struct t *f(int a, const struct t *p)\n{\n\tconst struct t *q = p, **r = &q;\n\treturn p->t ? x.t : q; }", NULL },
	{ "struct u { const struct t *t; int (*f)(int a, const struct t *); const struct t *const *list; };", NULL },
	{ "#define GET(x) ((const struct t *p) + x)\nconst struct t *\nf(void);", NULL },
	{ "#ifdef A\nint f(void)\n#else\nint g(void)\n#endif\n{ const struct t *p; return p->a; }", NULL },
	{ "struct u *t;\nint f(void) { return t->a; }", NULL },
	/* It can be written. */
	{ "static struct t t = { 1 };", "not constant" },
	{ "int f(struct t *p) { return p->a; }", "not constant" },
	{ "int f(struct t const *p) { return p->a; }", "not" },
	{ "static struct t const t = { 1 };", "not constant" },
	{ "const int x; struct t *p;", "not constant" },
	{ "struct u { struct t t; };", "not constant" },
	{ "struct u { const struct t t; };", "a member" },
	{ "int f(void) { const struct t t = { 1 }; return t.a; }", "variable of a function" },
	{ "int f(void) { static const struct t t = { 1 }; return t.a; }", "variable of a function" },
	{ "int f(const struct t t);", "parameter" },
	{ "const struct t f(void);", "result" },
	{ "const struct t *f(void *d) { return (const struct t *)d; }", "cast" },
	{ "const struct t *f(void *d) { return (struct t *)d; }", "not constant" },
	{ "void *f(void) { return kmalloc(sizeof(struct t), 1); }", "measured" },
	{ "void *f(void) { return kmalloc(sizeof(const struct t), 1); }", "measured" },
	{ "typedef struct t t_t;", "not constant" },
	{ "typedef const struct t t_t;", "a variable" },
	{ "struct t { int a; } t;", "unusual way" },
	{ "typedef struct t { int a; } t_t;", "unusual way" },
	{ "struct u { struct t { int a; }; };", "unusual way" },
	{ "struct __packed t { int a; };", NULL },
	{ "struct __attribute__((packed)) t { int a; };", "unusual place" },
	/* Macros. */
	{ "#define NEW(n) const struct t n = { 1 }\n", "in a macro" },
	{ "  #  define NEW(n) \\\n\tstruct t n = { 1 }\n", "not constant" },
	{ "#define T t\n", "argument" },
	{ "NEW(t);\n", "argument" },
	{ "NEW(a, t, b);\n", "argument" },
	{ "#define NEW(a, b) struct a##b *p\n", "##" },
	/* Not to be understood. */
	{ "#ifdef A\nint f(void) {\n#else\nint g(void) {\n#endif\n}\nconst struct t t;", "" },
	{ "int f(void) {\n#ifdef A\n}\n#else\n}\n#endif\nconst struct t t;", "not understood" },
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *why;
		int definitions = 0, good = kmend_constants_look(rows[i].text, "t", &definitions, &why);

		if (good != !rows[i].why || (rows[i].why && !strstr(why, rows[i].why)))
			fail_msg("row %zu, %s: '%s' instead of '%s'", i, rows[i].text, why ? why : "", rows[i].why ? rows[i].why : "");
	}
}

static void test_definitions(void **state)
{
	const char *why;
	int definitions = 0;

	assert_int_equal(kmend_constants_look("struct t { int a; };", "t", &definitions, &why), 1);
	assert_int_equal(kmend_constants_look("const struct t *p;", "t", &definitions, &why), 1);
	assert_int_equal(definitions, 1);
	assert_int_equal(kmend_constants_look("struct t { const struct t *next; };", "t", &definitions, &why), 1);
	assert_int_equal(definitions, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_definitions) };

	return cmocka_run_group_tests_name("constants", tests, NULL, NULL);
}
