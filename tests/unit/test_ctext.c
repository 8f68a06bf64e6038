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
	{ "a structure", "struct s { int a; };" OTHER, "struct s { long a; };" OTHER, false },
	{ "an attribute of a structure", "struct __attribute__((packed)) s { int a; };" OTHER,
	  "struct __attribute__((aligned(8))) s { int a; };" OTHER, false },
	{ "a variable", "int v;" OTHER, "int v = 1;" OTHER, false },
	{ "a variable that holds a function", "static int (*v)(void);" OTHER, "static int (*w)(void);" OTHER, false },
	{ "a type", "typedef int t(void);" OTHER, "typedef long t(void);" OTHER, false },
	{ "an enumeration", "enum { A };" OTHER, "enum { A = 2 };" OTHER, false },
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

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests_name("ctext", tests, NULL, NULL);
}
