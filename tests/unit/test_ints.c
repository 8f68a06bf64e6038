// SPDX-License-Identifier: GPL-2.0
/* Which declarations are the same to a caller, but for how integer types are called? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../../ctl/build/ints.h"

static const struct row {
	const char *a, *b;
	bool same;
} rows[] = {
	{ "", "", true },
	{ "int f(int a)", "int  f (int\ta )", true },
	{ "int f(int a)", "int f(int a, int b)", false },
	{ "int f(unsigned long a)", "int f(u64 a)", true },
	{ "int f(unsigned long long a)", "int f(long unsigned int a)", true },
	{ "int f(__u32 *a)", "int f(unsigned *a)", true },
	{ "s64 f(void)", "long f(void)", true },
	{ "short int f(s16 a)", "short f(short a)", true },
	{ "int f(long a)", "int f(unsigned long a)", false },
	{ "int f(int a)", "int f(long a)", false },
	{ "int f(u32 a)", "int f(u64 a)", false },
	{ "int f(u64 a)", "int f(u64 *a)", false },
	{ "int f(u8 a)", "int f(u16 a)", false },
	{ "int f(unsigned char a)", "int f(char a)", false },
	{ "int f(signed char a)", "int f(unsigned char a)", false },
	{ "int f(u64x a)", "int f(u64 a)", false },
	{ "int f(struct s a)", "int f(struct t a)", false },
	{ "int f(int a)", "int g(int a)", false },
	{ "int f(u64 u32)", "int f(unsigned long u32)", true },
};

static void check(const char *a, const char *b, bool same)
{
	if (kmend_ints_same(a, a + strlen(a), b, b + strlen(b)) != same)
		fail_msg("'%s' and '%s' are %s", a, b, same ? "told apart" : "taken to be the same");
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		check(rows[i].a, rows[i].b, rows[i].same);
		check(rows[i].b, rows[i].a, rows[i].same);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
