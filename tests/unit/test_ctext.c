// SPDX-License-Identifier: GPL-2.0
/* Which changes of a preprocessed source cannot change its code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../../ctl/build/ctext.h"

#define INLINE	"static inline __attribute__((__gnu_inline__)) __attribute__((__unused__)) "
#define OTHER	"int other(int x) { return x + '\"' + sizeof(\"}{\"); }\n"

static const struct row {
	const char *what;
	const char *pre;
	const char *post;
	bool same;
} rows[] = {
	{ "nothing", OTHER, OTHER, true },
	{ "white space", "int a ;\nint b;", "int  a ;int b;\n", true },
	{ "white space in a string", "char *s = \"a b\";", "char *s = \"a  b\";", false },
	{ "an unused inline function", INLINE "int f(int a) { return a; }" OTHER,
	  INLINE "int f(int a) { return a + 1; }" OTHER, true },
	{ "a used one", INLINE "int f(int a) { return a; } int g(void) { return f(1); }",
	  INLINE "int f(int a) { return a + 1; } int g(void) { return f(1); }", false },
	{ "a new one", OTHER, INLINE "int f(int a) { return a + 1; }" OTHER, true },
	{ "one less", INLINE "int f(int a) { return a + 1; }" OTHER, OTHER, true },
	{ "used by an unused one", INLINE "int f(int a) { return a; }" INLINE "int h(void) { return f(2); }" OTHER,
	  INLINE "int f(int a) { return -a; }" INLINE "int h(void) { return f(2); }" OTHER, true },
	{ "used by a used one",
	  INLINE "int f(int a) { return a; }" INLINE "int h(void) { return f(2); } int g(void) { return h(); }",
	  INLINE "int f(int a) { return -a; }" INLINE "int h(void) { return f(2); } int g(void) { return h(); }", false },
	{ "its name in a string", INLINE "int f(int a) { return a; } char *s = \"f\";",
	  INLINE "int f(int a) { return -a; } char *s = \"f\";", true },
	{ "its name in another", INLINE "int f(int a) { return a; } int ff(void) { return 1; }",
	  INLINE "int f(int a) { return -a; } int ff(void) { return 1; }", true },
	{ "its address", INLINE "int f(int a) { return a; } int (*p)(int) = f;",
	  INLINE "int f(int a) { return -a; } int (*p)(int) = f;", false },
	{ "calls itself", INLINE "int f(int a) { return f(a); }" OTHER, INLINE "int f(int a) { return f(a - 1); }" OTHER,
	  true },
	{ "static, not inline", "static int f(int a) { return a; }" OTHER, "static int f(int a) { return -a; }" OTHER,
	  false },
	{ "emitted although unused", INLINE "__attribute__((__used__)) int f(int a) { return a; }" OTHER,
	  INLINE "__attribute__((__used__)) int f(int a) { return -a; }" OTHER, false },
	{ "one with its own section, not emitted", "extern __attribute__((section(\".x\"))) __typeof__(int) v;" OTHER,
	  "extern __attribute__((section(\".y\"))) __typeof__(int) v;" OTHER, true },
	{ "a prototype with a section", "int __attribute__((__section__(\".x\"))) f(int);" OTHER,
	  "int __attribute__((__section__(\".y\"))) f(int);" OTHER, true },
	{ "an inline function of elsewhere", "extern inline __attribute__((__gnu_inline__)) int f(int a) { return a; }" OTHER,
	  "extern inline __attribute__((__gnu_inline__)) int f(int a) { return -a; }" OTHER, true },
	{ "one that is of here", "extern inline int f(int a) { return a; }" OTHER,
	  "extern inline int f(int a) { return -a; }" OTHER, false },
	{ "a prototype", "int f(int);" OTHER, "int f(long);" OTHER, true },
	{ "the prototype of what is used", "int f(int); int g(void) { return f(1); }",
	  "int f(long); int g(void) { return f(1); }", false },
	{ "the prototypes of what is used and what is not", "int f(int), h(int); int g(void) { return f(1); }",
	  "long f(int), h(int); int g(void) { return f(1); }", false },
	{ "a variable and a prototype", "int v, f(int);" OTHER, "long v, f(int);" OTHER, false },
	{ "a variable of another's type", "int a; static __typeof(a) v;" OTHER,
	  "int a; static const __typeof(a) v;" OTHER, false },
	{ "the prototype of what is defined here", "int f(int); int f(int x) { return x; }",
	  "__attribute__((cold)) int f(int); int f(int x) { return x; }", false },
	{ "an unused structure", "struct s { int a; };" OTHER, "struct s { long a; };" OTHER, true },
	{ "a used one", "struct s { int a; }; int g(struct s *p) { return p->a; }",
	  "struct s { long a; }; int g(struct s *p) { return p->a; }", false },
	{ "an attribute of a used one", "struct __attribute__((packed)) s { int a; }; int g(struct s *p) { return p->a; }",
	  "struct __attribute__((aligned(8))) s { int a; }; int g(struct s *p) { return p->a; }", false },
	{ "an attribute behind an unused one", "struct s { int a; } __attribute__((packed));" OTHER,
	  "struct s { int a; } __attribute__((aligned(8)));" OTHER, true },
	{ "a structure in a used one", "struct s { int a; }; struct u { struct s s; int b; }; int g(struct u *p) { return p->b; }",
	  "struct s { long a; }; struct u { struct s s; int b; }; int g(struct u *p) { return p->b; }", false },
	{ "one that is defined in another", "struct u { struct s { int a; } s; }; int g(struct s *p) { return p->a; }",
	  "struct u { struct s { long a; } s; }; int g(struct s *p) { return p->a; }", false },
	{ "one behind what a function returns",
	  "struct s { int a; }; struct s *find(void); int g(void) { return find()->a; }",
	  "struct s { long a; }; struct s *find(void); int g(void) { return find()->a; }", false },
	{ "one behind a variable", "struct s { int a; }; extern struct s v; int g(void) { return v.a; }",
	  "struct s { long a; }; extern struct s v; int g(void) { return v.a; }", false },
	{ "one behind a type", "typedef struct { int a; } s_t; int g(s_t *p) { return p->a; }",
	  "typedef struct { long a; } s_t; int g(s_t *p) { return p->a; }", false },
	{ "one that comes with a variable", "struct s { int a; } v;" OTHER, "struct s { long a; } v;" OTHER, false },
	{ "one that comes with an array", "struct s { int a; } v[3];" OTHER, "struct s { long a; } v[3];" OTHER, false },
	{ "one without a name", "struct { int a; } v;" OTHER, "struct { long a; } v;" OTHER, false },
	{ "one that is only announced", "struct s;" OTHER, OTHER, true },
	{ "an unused variable of elsewhere", "extern int v;" OTHER, "extern long v;" OTHER, true },
	{ "a used one of elsewhere", "extern int v[]; int g(void) { return v[0]; }",
	  "extern long v[]; int g(void) { return v[0]; }", false },
	{ "several of elsewhere", "extern int u, *v[2], w;" OTHER, "extern long u, *v[2], w;" OTHER, true },
	{ "the first of several", "extern int u, *v[2], w; int g(void) { return u; }",
	  "extern long u, *v[2], w; int g(void) { return u; }", false },
	{ "the second of several", "extern int u, *v[2], w; int g(void) { return *v[0]; }",
	  "extern long u, *v[2], w; int g(void) { return *v[0]; }", false },
	{ "the last of several", "extern int u, *v[2], w; int g(void) { return w; }",
	  "extern long u, *v[2], w; int g(void) { return w; }", false },
	{ "a parameter that is called as an attribute", INLINE "int f(int used) { return used; }" OTHER,
	  INLINE "int f(int used) { return -used; }" OTHER, true },
	{ "a pointer of elsewhere", "extern int (*v)(int); int g(void) { return v(1); }",
	  "extern long (*v)(int); int g(void) { return v(1); }", false },
	{ "a variable", "int v;" OTHER, "int v = 1;" OTHER, false },
	{ "a variable that holds a function", "static int (*v)(void);" OTHER, "static int (*w)(void);" OTHER, false },
	{ "an unused type", "typedef int t(void);" OTHER, "typedef long t(void);" OTHER, true },
	{ "a used type", "typedef int t(void); extern t *v; int g(void) { return v(); }",
	  "typedef long t(void); extern t *v; int g(void) { return v(); }", false },
	{ "a pointer's type", "typedef int (*t)(void); int g(t f) { return f(); }",
	  "typedef long (*t)(void); int g(t f) { return f(); }", false },
	{ "an array's type", "typedef int t[4]; int g(void) { return sizeof(t); }",
	  "typedef int t[5]; int g(void) { return sizeof(t); }", false },
	{ "an unused enumeration", "enum { A };" OTHER, "enum { A = 2 };" OTHER, true },
	{ "a used enumerator", "enum { A, B, C }; int g(void) { return C; }",
	  "enum { A, N, B, C }; int g(void) { return C; }", false },
	{ "an enumerator behind an expression", "enum e { A = 1 << 2, B }; int g(void) { return B; }",
	  "enum e { A = 1 << 3, B }; int g(void) { return B; }", false },
	{ "an enumerator inside of a structure", "struct s { enum { A, B } e; }; int g(void) { return B; }",
	  "struct s { enum { N, A, B } e; }; int g(void) { return B; }", false },
	{ "assembly", "asm(\"nop\");" OTHER, "asm(\"ud2\");" OTHER, false },
	{ "an open end", INLINE "int f(int a) { return a;", INLINE "int f(int a) { return -a;", false },
	{ "a name behind an attribute", INLINE "int f(int a) __attribute__((cold)) { return a; }" OTHER,
	  INLINE "int f(int a) __attribute__((cold)) { return -a; }" OTHER, true },
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *r = &rows[i];

		if (kmend_ctext_same(r->pre, strlen(r->pre), r->post, strlen(r->post)) != r->same ||
		    kmend_ctext_same(r->post, strlen(r->post), r->pre, strlen(r->pre)) != r->same)
			fail_msg("%s: taken to be %s", r->what, r->same ? "different" : "the same");
	}
}

/* What a source has to do with, and what not; without which its code cannot change. */
static const struct used_row {
	const char *what;
	const char *text;
	const char *used;	/* words */
	const char *unused;
} used_rows[] = {
	{ "a function's words", "int g(int x) { return h(x) + \"quoted\"[0]; }", "g h x", "quoted" },
	{ "an unused inline function", INLINE "int f(int a) { return b(a); }" OTHER, "other x", "f a b" },
	{ "a used one, and what it uses", INLINE "int f(int a) { return b(a); } int g(void) { return f(1); }", "f b g", "" },
	{ "through one that comes later", INLINE "int f(int a); int g(void) { return f(1); }"
	  INLINE "int f(int a) { return late(a); }", "late", "" },
	{ "an unused structure", "struct s { struct t *p; };" OTHER, "other", "s t p" },
	{ "a used one, and its members' types", "struct s { struct t *p; }; int g(struct s *s) { return 1; }", "s t", "p" },
	{ "a type's structure", "typedef struct s s_t; struct s { int a; }; int g(s_t *p) { return p->a; }", "s s_t", "" },
	{ "an enumeration by its last", "enum e { A, B = LIMIT }; int g(void) { return B; }", "e A B LIMIT", "" },
	{ "a variable", "struct s { int a; }; static struct s v;", "s v", "" },
	{ "a macro that was expanded", "#define M(x) inner(x)\nint g(void) { return 1; }\n#undef T\n", "M T g", "inner" },
	{ "names of members", "struct s { int a, *b[LIMIT], d:W, e:2 * X; struct { int f; } h; union { enum { A, B = VALUE } i:8; }; "
	  "int (*j)(int k); typeof(o) m; struct n; const p; };\nint g(struct s *s) { return s->d; }",
	  "g s LIMIT d W X VALUE k o m n", "a b e f h i j A B" },
	{ "pointers to functions", "struct s { struct t *(*a)(int k), *b; u (*c)(int (*d)(int)); int (*e)(void); "
	  "union { void *( * f ) (v); }; };\nint g(struct s *s) { return s->e(1); }", "s t k d e v", "a b c f" },
	{ "behind an expression in a width", "enum { N = 2 }; struct s { int a:sizeof(char) * N; int b:(2) * M, c; }; struct s v;",
	  "N M", "a b c" },
	{ "what looks like one", "struct s { typeof(*e)(*f); __typeof__(*g) h; int (*i[N])(void); int *(*const l)(m); "
	  "__typeof__(o) (*p)(void); u x:(*q)(1); int (*r); typeof(*t) (*y)(z); }; struct s v;",
	  "e f g h i N l m o p q r t y z", "x" },
	{ "names behind what is not clear", "struct s { int a __attribute__((section(\"x\"))); int b; }; struct s v;", "s a b", "" },
	{ "numbers behind names", "struct s { enum { A, B = A + C, D = (E, F) } a; }; struct s v;", "A C E F", "B D a" },
	{ "one in the middle of a function", "int g(int x) { return\n#define M 1\n1 + h(x); }", "M g h", "" },
};

struct words {
	const char *list;
	bool seen[16];
};

static int see(void *ctx, struct kmend_word word, bool named)
{
	struct words *w = ctx;
	size_t i = 0;

	for (const char *at = w->list, *end = at + strlen(at), *next; at < end; at = next + 1, i++) {
		next = at + strcspn(at, " ");
		if ((size_t)(next - at) == word.size && !memcmp(at, word.at, word.size))
			w->seen[i] |= !named;
	}
	return 0;
}

static size_t count(const char *list)
{
	size_t nr = *list != '\0';

	for (; *list; list++)
		nr += *list == ' ';
	return nr;
}

static void test_used(void **state)
{
	for (size_t i = 0; i < sizeof(used_rows) / sizeof(*used_rows); i++) {
		const struct used_row *r = &used_rows[i];
		struct words used = { .list = r->used }, unused = { .list = r->unused };
		char text[512];

		strcpy(text, r->text);
		assert_int_equal(kmend_ctext_used(text, strlen(text), see, &used), 0);
		strcpy(text, r->text);
		assert_int_equal(kmend_ctext_used(text, strlen(text), see, &unused), 0);
		for (size_t n = 0; n < count(r->used); n++)
			if (!used.seen[n])
				fail_msg("%s: word %zu of '%s' is not used", r->what, n + 1, r->used);
		for (size_t n = 0; n < count(r->unused); n++)
			if (unused.seen[n])
				fail_msg("%s: word %zu of '%s' is used", r->what, n + 1, r->unused);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_used) };

	return cmocka_run_group_tests_name("ctext", tests, NULL, NULL);
}
