// SPDX-License-Identifier: GPL-2.0
/* Sources in which a structure is only a variable of functions, and in which that is not certain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../ctl/build/locals.h"

#define T "struct t { int a; struct list *l; };\n"

static const struct {
	const char *text;
	const char *why;	/* a part of it; NULL: nothing stands against it */
} rows[] = {
	{ T, NULL },
	{ "struct t;\n" T "int f(struct t *p);\nint f(struct t *p) { return p->a; }", NULL },
	{ T "static int f(const struct t *p, int n) { return p->a; }\nint g(void) { struct t t = { .a = 1, }, t2; return f(&t, 2); }", "alone" },
	{ T "static int f(const struct t *p) { return p->a; }\nint g(void) { struct t t = { .a = 1, .l = h(1, 2), }; return f(&t); }", NULL },
	{ T "static __attribute__((format(printf, 2, 3))) int f(struct t *p, const char *s, ...) { return *s == ','; }", NULL },
	{ T "int g(void) { int n; if (n) { const struct t a[2]; struct t *p = &a[1]; return p->a; } }", NULL },
	{ T "struct t *f(struct t *p) { return p; }\nint g(void) { struct t t; struct t *q = f(&t); return f(&t)->a; }", NULL },
	{ T "int f(struct t *p) { return sizeof(p->a) + sizeof((p)->a) + sizeof(&(p)->l); }", NULL },
	{ T "int f(struct t *p) { typeof((p)->a) n = *(volatile typeof(p->a) *)&(p->a); asm volatile(\"\" : \"=r\" (p->a)); return n; }", NULL },
	{ T "int f(struct t *p) { __auto_type a = (p->a); __auto_type b = g(1, 2); return a > b ? p : a; }", NULL },
	{ T "int f(struct t *t) { return x->t + sizeof(x->t) + y.t && t; }", NULL },
	{ T "int f(struct foo *t) { return sizeof(*t); }", NULL },
	{ "struct u { int n; };\n" T "int f(struct t *p) { union { int i; char c; } x; return x.i; }", NULL },
	/* Other objects. */
	{ T "static struct t t;", "only a function's own variable" },
	{ T "struct t t = { 1 };", "only a function's own variable" },
	{ T "int f(void) { static struct t t; return t.a; }", "only a function's own variable" },
	{ T "int f(void) { static const struct t t; return t.a; }", "only a function's own variable" },
	{ T "int f(void) { extern struct t t; return t.a; }", "only a function's own variable" },
	{ T "struct u { struct t t; };", "only a function's own variable" },
	{ T "static struct __attribute__((packed)) u { struct t t; } u;", "only a function's own variable" },
	{ T "int f(void) { struct u { struct t t; } *u; return u->t.a; }", "only a function's own variable" },
	{ T "int f(void) { union { struct t t; int i; } u; return u.i; }", "only a function's own variable" },
	{ T "int f(struct t t) { return t.a; }", "only a function's own variable" },
	{ T "struct t f(void);", "only a function's own variable" },
	{ T "static __attribute__((section(\"x\"))) __typeof__(struct t) t;", "without a variable" },
	{ T "int f(void) { return g(&(struct t){ 1 }); }", "without a variable" },
	{ "struct t { int a; } t;", "unusual way" },
	{ "typedef struct t { int a; } t_t;", "unusual way" },
	{ "struct u { struct t { int a; } t; };", "unusual way" },
	{ "struct __attribute__((packed)) t { int a; };", "unusual way" },
	{ "struct t { int a; } __attribute__((packed));", "unusual way" },
	{ "int f(void) { struct t { int a; } t; return t.a; }", "unusual way" },
	{ "struct t;", "not defined" },
	{ T T, "unusual way" },
	/* Made of something else. */
	{ T "int f(void *d) { return ((struct t *)d)->a; }", "cast" },
	{ T "int f(void *d) { struct t *p = (struct t *)d; return p->a; }", "cast" },
	{ T "int f(struct l *l) { return ((struct t *)((char *)l - __builtin_offsetof(struct t, l)))->a; }", "cast" },
	{ T "void *f(void) { return kmalloc(sizeof(struct t), 1); }", "measured" },
	{ T "void f(struct t *p) { p = kmalloc(sizeof(*p), 1); }", "sizeof" },
	{ T "void f(struct t *p) { p = kmalloc(sizeof *p, 1); }", "sizeof" },
	{ T "void f(struct t *p) { p = kmalloc(sizeof(p[0]), 1); }", "sizeof" },
	{ T "int f(struct t *p) { return get(sizeof(*p))->b; }", "sizeof" },
	{ T "int f(struct t *p) { return get(sizeof(p))->b; }", "sizeof" },
	{ T "void f(struct t *p) { static __typeof__(p[0]) q; }", "typeof" },
	{ T "void f(void) { struct t static t; g(&t); }", "own variable" },
	{ T "void f(void) { struct t static *p; g(p); }", "own variable" },
	{ T "void f(void) { struct t t; memcpy(&t, saved, 16); }", "byte by byte" },
	{ T "void f(struct t *p) { __underlying_memcpy(saved, p, 16); }", "byte by byte" },
	{ T "int f(void) { struct t t; memset(&t, 0, sizeof(t)); return t.a; }", "byte by byte" },
	{ T "int f(struct t *p, void *d) { return ((typeof(p))d)->a; }", "typeof" },
	{ T "int f(struct t *p, void *d) { return ((typeof(*(p)) *)d)->a; }", "typeof" },
	{ T "int f(struct t *p) { __auto_type q = p; return g(q); }", "typeof" },
	{ T "int f(struct t *p) { __auto_type q = ({ int n = 1; p; }); return g(q); }", "typeof" },
	{ T "struct t *f(void);\nint g(void *d) { return ((typeof(f()))d)->a; }", "typeof" },
	{ T "int f(struct t *p) { asm(\"\" : \"=r\" (p)); return p->a; }", "assembly" },
	{ T "int f(void) { return va_arg(ap, struct t *)->a; }", "cast" },
	{ T "int f(struct t **p) { return (*p)->a; }", "other pointers" },
	{ T "int f(void) { struct t *p[2]; return p[0]->a; }", "other pointers" },
	{ T "int f(void) { struct t *p; get((void **)&p); return p->a; }", "whose address is taken" },
	{ T "int f(void) { struct t *p; get(&(p)); return p->a; }", "whose address is taken" },
	{ T "int f(void) { struct t *p, *q; return p->a; }", "with others" },
	{ T "int f(void) { static struct t *p; return p->a; }", "static" },
	{ T "int f(void) { union { struct t *t; void *v; } u; return u.t->a; }", "in a structure" },
	{ T "int f(void) { union __attribute__((packed)) { struct t *t; void *v; } u; return u.t->a; }", "in a structure" },
	{ T "struct u { struct t *t; };", "in a structure" },
	{ T "static struct t *p;", "outside of functions" },
	{ T "typedef struct t *t_t;", "another name" },
	{ T "typedef int (*t_f)(struct t *p);", "another name" },
	{ T "int (*f)(struct t *p);", "outside of functions" },
	{ T "int f(struct t *p) { return p->a; }\nint (*g)(void *) = (void *)f;", "function whose address" },
	{ T "int f(struct t *p) { return p->a; }\nvoid g(void) { call((void (*)(void *))f, 0); }", "function whose address" },
	{ T "int f(struct t *p) { return p->a; }\nextern typeof(f) f;", "typeof" },
	{ T "int f(int n) { if (n) } struct t t; return t.a; }", "not" },
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *text = strdup(rows[i].text), why[KMEND_LOCALS_WHY];
		bool good = kmend_locals_check(text, "t", why);

		if (good != !rows[i].why || (rows[i].why && !strstr(why, rows[i].why)))
			fail_msg("row %zu, %s: '%s' instead of '%s'", i, rows[i].text, why, rows[i].why ? rows[i].why : "");
		free(text);
	}
}

static void test_mark(void **state)
{
	char *marked = kmend_locals_mark(T "int h(void);\nint f(struct t *p);\nint g(void *d) { return f(d); }\nint k;\n", "t");
	static const char on[] = "#pragma GCC diagnostic warning \"-Wc++-compat\"\n";
	static const char off[] = "#pragma GCC diagnostic ignored \"-Wc++-compat\"\n";

	assert_non_null(marked);
	assert_non_null(strstr(marked, off));
	/* What only calls such a function is looked at, too; nothing else is. */
	assert_memory_equal(strstr(marked, "int g(") - strlen(on), on, strlen(on));
	assert_memory_equal(strstr(marked, "int f(") - strlen(on), on, strlen(on));
	assert_memory_not_equal(strstr(marked, "int h(") - strlen(on), on, strlen(on));
	assert_memory_equal(strstr(marked, "\nint k;") - strlen(off), off, strlen(off));
	free(marked);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_mark) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
