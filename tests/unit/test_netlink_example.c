// SPDX-License-Identifier: GPL-2.0
/* The example in Documentation/examples compiles and is short. Runs from the top of the tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define EXAMPLE "Documentation/examples/follow.c"

static void test_example_compiles(void **state)
{
	assert_int_equal(system("cc -Wall -Wextra -Wno-unused-parameter -Werror -fsyntax-only "
				"-Inetlink -Iuapi " EXAMPLE), 0);
}

static void test_example_is_short(void **state)
{
	FILE *example = fopen(EXAMPLE, "r");
	char line[512];
	int lines = 0;

	assert_non_null(example);
	while (fgets(line, sizeof(line), example))
		lines++;
	fclose(example);
	assert_in_range(lines, 20, 59);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_example_compiles),
		cmocka_unit_test(test_example_is_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
