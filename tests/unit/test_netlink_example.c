// SPDX-License-Identifier: GPL-2.0
/* The example in Documentation/libkmend.md compiles. Runs from the top of the tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_example_compiles(void **state)
{
	FILE *document = fopen("Documentation/libkmend.md", "r");
	FILE *compiler;
	char line[512];
	int lines = 0;

	assert_non_null(document);
	compiler = popen("cc -xc -Wall -Wextra -Wno-unused-parameter -Werror -fsyntax-only -Inetlink -Iuapi -", "w");
	assert_non_null(compiler);
	while (fgets(line, sizeof(line), document) && strcmp(line, "```c\n"))
		;
	while (fgets(line, sizeof(line), document) && strcmp(line, "```\n")) {
		fputs(line, compiler);
		lines++;
	}
	assert_int_equal(pclose(compiler), 0);
	assert_in_range(lines, 20, 100);
	fclose(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_example_compiles) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
