// SPDX-License-Identifier: GPL-2.0
/* The text of a patched source in which functions are as they were before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../ctl/build/leave.h"

static const struct row {
	const char *what;
	const char *pre;
	const char *post;
	const char *text;	/* NULL: refused */
} rows[] = {
	{ "the old one comes where the new one was",
	  "int f(int a);\nint f(int a) { return a; }\nint g(void) { return f(1); }\n",
	  "int f(int a, int b);\nint f(int a, int b) { return b; }\nint g(void) { return f(1, 2); }\n",
	  "int f__kmend_new(int a, int b);\nint f__kmend_new(int a, int b) ;\nint f(int a);\nint f(int a) { return a; }\n\n"
	  "int g(void) { return f__kmend_new(1, 2); }\n" },
	{ "what is quoted, and other names, stay",
	  "int f(int a) { return a; }\n",
	  "int ff;\nint f(long a) { return a; }\nasm(\"f\");\n",
	  "int ff;\nint f__kmend_new(long a) ;\nint f(int a) { return a; }\n\nasm(\"f\");\n" },
	{ "the old one calls itself and another old one",
	  "int f(int a);\nint g(int a);\nint f(int a) { return g(a) + f(a); }\nint g(int a) { return 1; }\n",
	  "int f(long a);\nint g(long a);\nint f(long a) { return g(a); }\nint g(long a) { return 2; }\n",
	  "int f__kmend_new(long a);\nint g__kmend_new(long a);\n"
	  "int f__kmend_new(long a) ;\nint f(int a);\nint g(int a);\nint f(int a) { return g(a) + f(a); }\n\n"
	  "int g__kmend_new(long a) ;\nint f(int a);\nint g(int a);\nint g(int a) { return 1; }\n\n" },
	{ "not defined before", "int f(int a);\n", "int f(long a) { return 1; }\n", NULL },
	{ "not defined afterwards", "int f(int a) { return 1; }\n", "int f(long a);\n", NULL },
};

static void test_rows(void **state)
{
	char *names[] = { "f", "g" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct kmend_err err = { 0 };
		size_t nr = strstr(rows[i].what, "another") ? 2 : 1;
		char *text;
		int ret = kmend_leave_text(rows[i].pre, rows[i].post, names, nr, &text, &err);

		if (!ret != !!rows[i].text || (!ret && strcmp(text, rows[i].text)))
			fail_msg("%s: %d: %s", rows[i].what, ret, text);
		if (ret)
			assert_int_equal(err.code, KMEND_EXIT_REFUSED);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests_name("leave", tests, NULL, NULL);
}
