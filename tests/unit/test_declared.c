// SPDX-License-Identifier: GPL-2.0
/* Which names a change of a header gives another meaning, and when that cannot be told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../ctl/build/cdecl.h"
#include "../../ctl/build/declared.h"

#define GUARD(text)	"#ifndef _H\n#define _H\n" text "#endif\n"
#define F		"static inline int f(int a)\n{\n\treturn a;\n}\n"

static const struct row {
	const char *what;
	const char *pre;
	const char *post;
	const char *names;	/* sorted, each once, "there|and back" if they differ; NULL: it cannot be told */
} rows[] = {
	{ "nothing", GUARD(F), GUARD(F), "" },
	{ "comments and blanks", GUARD("int  f(int); /* no */\n"), GUARD("int f(int);\t// yes\n"), "" },
	{ "numbers of lines", GUARD(F), GUARD("#line 7\n" F), "" },
	{ "numbers of lines between what a macro is in", GUARD("int g(int);\nstruct s {\n#define M 1\n\tint a;\n};\n"),
	  GUARD("int g(int);\n#line 3\nstruct s {\n#define M 1\n\tint a;\n};\n"), "" },
	{ "an inline function", GUARD(F "int g(int);\n"),
	  GUARD("static inline int f(int a)\n{\n\treturn -a;\n}\nint g(int);\n"), "f" },
	{ "one with a macro in front", GUARD("static __always_inline int f(void) { return 1; }\n"),
	  GUARD("static __always_inline int f(void) { return 2; }\n"), "f" },
	{ "a new file", "", GUARD(F "#define M 1\n"), "M _H|M _H f" },
	{ "a new inline function", GUARD("int g(int);\n"), GUARD("int g(int);\n" F), "|f" },
	{ "a function that becomes inline", GUARD("int f(int);\n"), GUARD(F), "f" },
	{ "a macro", GUARD("#define M(x) \\\n\tone(x)\n"), GUARD("#define M(x) \\\n\ttwo(x)\n"), "M" },
	{ "one that is undefined", GUARD("#undef M\n"), GUARD(""), "M" },
	{ "a prototype", GUARD("int f(int);\n"), GUARD("int f(long) __must_check;\n"), "f" },
	{ "a prototype with a macro in front", GUARD("__printf(1, 2) int f(const char *, ...);\n"),
	  GUARD("__printf(1, 0) int f(const char *, ...);\n"), "f" },
	{ "a prototype with one behind it", GUARD("int f(int) __acquires(x);\n"), GUARD("int f(int) __releases(x);\n"),
	  "__acquires __releases f" },
	{ "a structure", GUARD("struct s {\n\tint a;\n};\n"), GUARD("struct s {\n\tint a, b;\n} __packed;\n"), "s" },
	{ "a structure in one", GUARD("struct s { struct t { int a; } t; };\n"),
	  GUARD("struct s { struct t { int b; } t; };\n"), "s t" },
	{ "an enumeration", GUARD("enum e {\n\tA,\n\tB = 4,\n};\n"), GUARD("enum e {\n\tA,\n\tN,\n\tB = 4,\n};\n"), "A B N e" },
	{ "a type", GUARD("typedef int (*t)(int);\n"), GUARD("typedef int (*t)(long);\n"), "t" },
	{ "a variable of elsewhere", GUARD("extern int v[];\n"), GUARD("extern long v[];\n"), "v" },
	{ "one under another condition", GUARD("#ifdef X\n" F "#endif\n"), GUARD("#ifndef X\n" F "#endif\n"), "f" },
	{ "one in the other branch", GUARD("#ifdef X\n" F "#else\n#endif\n"), GUARD("#ifdef X\n#else\n" F "#endif\n"), "f" },
	{ "members", GUARD("struct s {\n\tint a, b;\n#define M 1\n};\n"),
	  GUARD("struct s {\n\tint a, b;\n#define M 1\n\tint a;\n};\n"),
	  "struct s: int a" },
	{ "a member that is overlaid", GUARD("struct s {\n\tint  *a;\n#ifdef CONFIG_B\n\tint b;\n#endif\n};\n"),
	  GUARD("struct s {\n\tunion {\n\t\tint *a;\n\t\tint __rcu *c;\n\t};\n#ifdef CONFIG_B\n\tint b;\n#endif\n};\n"),
	  "struct s: int __rcu c" },
	{ "one with another condition than the config", GUARD("struct s {\n#ifdef Y\n\tint b;\n#endif\n};\n"),
	  GUARD("struct s {\n\tint c;\n#ifdef Y\n\tint b;\n#endif\n};\n"), "s" },
	{ "one under a condition of the config", GUARD("#if IS_ENABLED(CONFIG_A) || defined(__KERNEL__)\nstruct s { int a; };\n#endif\n"),
	  GUARD("#if IS_ENABLED(CONFIG_A) || defined(__KERNEL__)\nstruct s { int a; int b; };\n#endif\n"), "struct s: int b" },
	{ "one under another condition than the config", GUARD("#ifdef Y\nstruct s { int a; };\n#else\nstruct s { int c; };\n#endif\n"),
	  GUARD("#ifdef Y\nstruct s { int a; int b; };\n#else\nstruct s { int c; };\n#endif\n"), "s" },
	{ "one under what looks like a guard", "#ifndef Y\nstruct s { int a; };\n#endif\n", "#ifndef Y\nstruct s { int a; int b; };\n#endif\n", "s" },
	{ "one in the else of one", GUARD("#ifdef CONFIG_A\n#elif Y\n#else\nstruct s { int a; };\n#endif\n"),
	  GUARD("#ifdef CONFIG_A\n#elif Y\n#else\nstruct s { long a; };\n#endif\n"), "s" },
	{ "one that is aligned in front", GUARD("struct s __aligned(8) { int a; };\n"), GUARD("struct s __aligned(8) { int a; int b; };\n"), "s" },
	{ "one that is packed in front", GUARD("struct __packed s { int a; };\n"), GUARD("struct __packed s { int a; int b; };\n"), "s" },
	{ "one with a structure inside that has a name", GUARD("struct s { struct { int b; } c; };\n"),
	  GUARD("struct s { struct { long b; } c; };\n"), "s" },
	{ "one that stays, with a structure that has a name", GUARD("struct s { struct { int b; } c; int d; };\n"),
	  GUARD("struct s { struct { int b; } c; long d; };\n"), "struct s: int d long d|struct s: long d int d" },
	{ "a structure inside that no member has", GUARD("struct s { struct t { int b; }; int d; };\n"),
	  GUARD("struct s { struct t { int c; }; int d; };\n"), "s t" },
	{ "a member with constants", GUARD("struct s { enum { A, B } a:8; int d; };\n"),
	  GUARD("enum e { A, B, C };\nstruct s { u8 a; int d; };\n"), "struct s: enum a 8 u8 a constants A B A B C e|struct s: u8 a enum a 8 constants A B A B C e" },
	{ "an enumeration of a member", GUARD("struct s { enum e { A } a; };\n"), GUARD("struct s { int a; };\n"),
	  "struct s: enum a int a constants e A|struct s: int a enum a constants e A" },
	{ "constants that stay", GUARD("struct s { enum { A, B } a:8; int d; };\n"),
	  GUARD("struct s { enum { A, B } a:8; long d; };\n"), "struct s: int d long d|struct s: long d int d" },
	{ "a member that is aligned", GUARD("struct s { int b; };\n"), GUARD("struct s { int b __aligned(8); };\n"), "s" },
	{ "a condition inside of one", GUARD("struct s {\n#ifdef X\n\tint a;\n#endif\n};\nint g(int);\n"),
	  GUARD("struct s {\n#ifdef Y\n\tint a;\n#endif\n};\nint g(int);\n"), "s" },
	{ "a macro inside of one", GUARD("enum {\n\tA,\n#define A A\n};\n"), GUARD("enum {\n\tA,\n#define A 0\n};\n"), "A" },
	{ "a string that looks like code", GUARD("#define M \"}{\"\n" F), GUARD("#define M \"{\"\n" F), "M" },
	{ "a macro behind many declarations in a line", GUARD("int a(void); int b(void); int c(void); int d(void); "
	  "int e(void); int f(void); int g(void); int h(void); int i(void); int j(void);\n#define M 1\n"),
	  GUARD("int a(void); int b(void); int c(void); int d(void); int e(void); int f(void); int g(void); "
	  "int h(void); int i(void); int j(void);\n#define M 2\n"), "M" },
	{ "an include", GUARD(""), GUARD("#include <linux/list.h>\n"), NULL },
	{ "a static variable", GUARD("static int v = 1;\n"), GUARD("static int v = 2;\n"), NULL },
	{ "a function that is not inline", GUARD("static int f(void) { return 1; }\n"),
	  GUARD("static int f(void) { return 2; }\n"), NULL },
	{ "a macro that declares", GUARD("DECLARE_PER_CPU(int, v);\n"), GUARD("DECLARE_PER_CPU(long, v);\n"), NULL },
	{ "a macro before a function", GUARD("ALIAS(v)\n" F), GUARD("ALIAS(w)\n" F), NULL },
	{ "enumerators by a macro", GUARD("enum { MANY(A), B };\n"), GUARD("enum { MANY(C), B };\n"), NULL },
	{ "two variables of elsewhere", GUARD("extern int v, w;\n"), GUARD("extern long v, w;\n"), "v w" },
	{ "two of here", GUARD("int v, w;\n"), GUARD("long v, w;\n"), NULL },
	{ "another order", GUARD("#define M 1\n" F), GUARD(F "#define M 1\n"), NULL },
	{ "an open condition", GUARD(F), GUARD("#ifdef X\n" F), NULL },
	{ "an open brace", GUARD(F), GUARD(F "struct s {\n"), NULL },
	{ "a condition that cuts a declaration", GUARD("#ifdef X\nint f(int a\n#else\nint f(long a\n#endif\n);\n"),
	  GUARD("#ifdef X\nint f(int b\n#else\nint f(long b\n#endif\n);\n"), NULL },
};

static int compare(const void *a, const void *b)
{
	return strcmp(*(char **)a, *(char **)b);
}

static void check(const struct row *r, const char *pre, const char *post, const char *expected)
{
	struct kmend_declared declared = { 0 };
	char names[200] = "";
	const char *why;
	bool all = kmend_declared_compare(pre, post, &declared, &why);

	for (size_t i = 0; all && i < declared.nr_types; i++) {
		if (*names)
			strcat(names, " ");
		strcat(names, declared.types[i].tag);
		strcat(names, ":");
		for (size_t n = 0; n < declared.types[i].nr; n++) {
			strcat(names, " ");
			strcat(names, declared.types[i].words[n]);
		}
		for (size_t n = 0; n < declared.types[i].nr_constants; n++) {
			strcat(names, n ? " " : " constants ");
			strcat(names, declared.types[i].constants[n]);
		}
	}
	for (size_t i = 0; i < declared.nr_named; i++) {
		const struct kmend_word word = { declared.named[i], strlen(declared.named[i]) };

		assert_true(kmend_name_add(&declared.list, &declared.nr, word));
	}
	if (declared.nr)
		qsort(declared.list, declared.nr, sizeof(*declared.list), compare);
	for (size_t i = 0; i < declared.nr; i++) {
		if (i && !strcmp(declared.list[i], declared.list[i - 1]))
			continue;
		if (*names)
			strcat(names, " ");
		strcat(names, declared.list[i]);
	}
	if (all != (expected != NULL))
		fail_msg("%s: %s (%s)", r->what, all ? "taken to be understood" : "not understood", why ? why : names);
	if (!all && !why)
		fail_msg("%s: no reason", r->what);
	if (all && strcmp(names, expected))
		fail_msg("%s: '%s' instead of '%s'", r->what, names, expected);
	kmend_declared_free(&declared);
}

static void test_rows(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char there[200] = "", *back;

		snprintf(there, sizeof(there), "%s", rows[i].names ? rows[i].names : "");
		back = strchr(there, '|');
		if (back)
			*back++ = '\0';
		check(&rows[i], rows[i].pre, rows[i].post, rows[i].names ? there : NULL);
		check(&rows[i], rows[i].post, rows[i].pre, back ? back : rows[i].names);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests_name("declared", tests, NULL, NULL);
}
