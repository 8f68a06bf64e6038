// SPDX-License-Identifier: GPL-2.0
/* Which changes of a text can change a layout: no is said only where it is sure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "../../ctl/build/outline.h"

#define FILE_OF(type, body) \
	"#include <x.h>\n#define N 3\nstruct a {\n\tint n;\n" type "};\n" \
	"static int f(struct a *a)\n{\n\tif (a) {\n\t\treturn 1;\n\t}\n" body "\treturn 0;\n}\n" \
	"int g(void)\n{\n\treturn 2;\n}\n"

static void test_differs(void **state)
{
	static const struct {
		const char *what;
		const char *pre;
		const char *post;
		bool differs;
	} rows[] = {
		{ "nothing", FILE_OF("", ""), FILE_OF("", ""), false },
		{ "a statement", FILE_OF("", ""), FILE_OF("", "\ta->n = 2;\n"), false },
		{ "a variable", FILE_OF("", ""), FILE_OF("", "\tstruct a *b = a;\n"), false },
		{ "a member", FILE_OF("", ""), FILE_OF("\tint m;\n", ""), true },
		{ "a member of a structure whose brace stands alone", "struct s\n{\n\tint n;\n};\n",
		  "struct s\n{\n\tint m;\n\tint n;\n};\n", true },
		{ "of one with an attribute", "typedef struct __attribute__((packed))\n{\n\tint n;\n} s;\n",
		  "typedef struct __attribute__((packed))\n{\n\tlong n;\n} s;\n", true },
		{ "a statement, the head in two lines", "int f(int a,\n      int b)\n{\n\treturn a;\n}\n",
		  "int f(int a,\n      int b)\n{\n\treturn b;\n}\n", false },
		{ "a macro", FILE_OF("", ""), "#define N 4\n", true },
		{ "a line for the preprocessor in a body", FILE_OF("", ""),
		  FILE_OF("", "#define M 4\n"), true },
		{ "a type in a body", FILE_OF("", ""),
		  FILE_OF("", "\tstruct local {\n\t\tint x;\n\t};\n"), true },
		{ "a type in a body, its brace in the next line", FILE_OF("", ""),
		  FILE_OF("", "\tstruct local\n\t{\n\t\tint x;\n\t};\n"), true },
		{ "another statement beside a type in a body",
		  FILE_OF("", "\tstruct local { int x; } l;\n\tl.x = 1;\n"),
		  FILE_OF("", "\tstruct local { int x; } l;\n\tl.x = 2;\n"), true },
		{ "a body without end", "int f(void)\n{\n\tint x;\n", "int f(void)\n{\n\tint y;\n", true },
		{ "a function more", FILE_OF("", ""), FILE_OF("", "") "int h(void)\n{\n}\n", true },
		{ "a type after a body that changed", FILE_OF("", ""),
		  FILE_OF("", "\ta->n = 2;\n") "struct z {\n\tint n;\n};\n", true },
		{ "empty", "", "", false },
		{ "all", "int x;\n", "", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (kmend_outline_differs(rows[i].pre, rows[i].post) != rows[i].differs)
			fail_msg("%s", rows[i].what);
		if (kmend_outline_differs(rows[i].post, rows[i].pre) != rows[i].differs)
			fail_msg("%s, backwards", rows[i].what);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_differs) };

	return cmocka_run_group_tests_name("outline", tests, NULL, NULL);
}
