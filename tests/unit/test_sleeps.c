// SPDX-License-Identifier: GPL-2.0
/* Which functions of a small object sleep: by their own calls, and by nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../ctl/build/sleeps.h"

static const char source[] =
	"extern void schedule(void), mutex_lock(int *), other(void), schedule_later(void);\n"
	"extern void msleep(int);\n"
	"int m;\n"
	"__attribute__((noipa)) void waits(void) { mutex_lock(&m); schedule(); }\n"
	"void locks(void) { other(); mutex_lock(&m); }\n"
	"void seldom(int x) { if (__builtin_expect(x, 0)) rarely(); }\n"
	"void points(void (**f)(void)) { *f = schedule; other(); }\n"
	"void through(void) { waits(); schedule_later(); }\n"
	"void fresh(void) { schedule(); }\n"
	"void locksmith(void) { msleep(3); }\n";

static char object[] = "/tmp/kmend-sleeps-XXXXXX";

static int setup(void **state)
{
	char command[256];
	int fd = mkstemp(object);
	FILE *gcc;

	assert_true(fd >= 0);
	close(fd);
	/* Called in a place that is put apart. */
	snprintf(command, sizeof(command),
		 "gcc -O2 -w -fno-pie -fcf-protection=none -mcmodel=kernel -ffunction-sections "
		 "-include /dev/stdin -x c -c -o %s /dev/null", object);
	gcc = popen(command, "w");
	assert_non_null(gcc);
	fputs("__attribute__((cold)) static inline __attribute__((always_inline)) void rarely(void)\n"
	      "{ extern void msleep(int), other(void); msleep(1); other(); other(); }\n", gcc);
	fputs(source, gcc);
	return pclose(gcc);
}

static int teardown(void **state)
{
	return unlink(object);
}

static void test_find(void **state)
{
	struct kmend_diff_item items[] = {
		{ KMEND_DIFF_REPLACED, "waits", "" }, { KMEND_DIFF_REPLACED, "locks", "" },
		{ KMEND_DIFF_REPLACED, "seldom", "" }, { KMEND_DIFF_REPLACED, "points", "" },
		{ KMEND_DIFF_REPLACED, "through", "" }, { KMEND_DIFF_NEW, "fresh", "" },
	};
	static const char *const expected[][2] = {
		{ "waits", "schedule" }, { "locks", "mutex_lock" }, { "seldom", "msleep" },
	};
	struct kmend_diff_result diff = { .items = items, .nr_items = sizeof(items) / sizeof(items[0]) };
	struct kmend_sleeps sleeps = { 0 };
	struct kmend_err err = { 0 };

	if (kmend_sleeps_find(object, &diff, &sleeps, &err))
		fail_msg("%s", err.text);
	assert_int_equal(sleeps.nr, 3);
	for (size_t i = 0; i < sleeps.nr; i++) {
		assert_string_equal(sleeps.items[i].function, expected[i][0]);
		assert_string_equal(sleeps.items[i].calls, expected[i][1]);
	}
	kmend_sleeps_free(&sleeps);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_find) };

	return cmocka_run_group_tests_name("sleeps", tests, setup, teardown);
}
