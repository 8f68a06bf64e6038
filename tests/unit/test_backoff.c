// SPDX-License-Identifier: GPL-2.0
/* When to try again: delays from tables, extreme values, whole runs on a fake clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../kernel/backoff.c"

#define U32_LAST UINT32_MAX

static const struct {
	const char *what;
	struct kmend_backoff backoff;	/* initial, max, percent, deadline */
	u32 attempt;
	u32 delay_ms;
} delays[] = {
	{ "first",			{ 100, 10000, 200, 0 }, 1, 100 },
	{ "second",			{ 100, 10000, 200, 0 }, 2, 200 },
	{ "seventh",			{ 100, 10000, 200, 0 }, 7, 6400 },
	{ "capped",			{ 100, 10000, 200, 0 }, 8, 10000 },
	{ "capped for good",		{ 100, 10000, 200, 0 }, U32_LAST, 10000 },
	{ "exactly the cap",		{ 100, 400, 200, 0 }, 3, 400 },
	{ "one short of the cap",	{ 100, 401, 200, 0 }, 3, 400 },
	{ "constant at 100 %",		{ 250, 10000, 100, 0 }, 1000, 250 },
	{ "constant for ever",		{ 250, 10000, 100, 0 }, U32_LAST, 250 },
	{ "shrinking is constant",	{ 250, 10000, 50, 0 }, 9, 250 },
	{ "0 % is constant",		{ 250, 10000, 0, 0 }, 9, 250 },
	{ "fraction rounded up",	{ 1, 10000, 150, 0 }, 2, 2 },
	{ "and up again",		{ 1, 10000, 150, 0 }, 4, 5 },
	{ "1 ms grows at 101 %",	{ 1, 10000, 101, 0 }, 3, 3 },
	{ "and gets to the cap",	{ 1, 10000, 101, 0 }, U32_LAST, 10000 },
	{ "cap below the start",	{ 500, 20, 200, 0 }, 1, 20 },
	{ "never zero",			{ 0, 0, 0, 0 }, 1, 1 },
	{ "zero start",			{ 0, 8, 200, 0 }, 3, 4 },
	{ "zero cap",			{ 100, 0, 200, 0 }, 3, 1 },
	{ "attempt zero is the first",	{ 100, 10000, 200, 0 }, 0, 100 },
	{ "no overflow",		{ U32_LAST - 1, U32_LAST, U32_LAST, 0 }, 2, U32_LAST },
	{ "no overflow, far out",	{ U32_LAST, U32_LAST, U32_LAST, 0 }, U32_LAST, U32_LAST },
	{ "one step from 1 to the cap",	{ 1, U32_LAST, U32_LAST, 0 }, 3, U32_LAST },
};

static void test_delay(void **state)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(delays); i++) {
		print_message("%s\n", delays[i].what);
		assert_int_equal(kmend_backoff_delay_ms(&delays[i].backoff, delays[i].attempt),
				 delays[i].delay_ms);
	}
}

static const struct {
	const char *what;
	u64 start_ns, now_ns;
	u64 elapsed_ms;
} spans[] = {
	{ "none",			5, 5, 0 },
	{ "part of a millisecond",	0, 999999, 0 },
	{ "one",			0, 1000000, 1 },
	{ "a week",			7, 7 + 604800000000000ULL, 604800000 },
	{ "backwards is none",		2000000, 1000000, 0 },
	{ "all there is",		0, UINT64_MAX, UINT64_MAX / 1000000 },
};

static void test_elapsed(void **state)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(spans); i++) {
		print_message("%s\n", spans[i].what);
		assert_int_equal(kmend_backoff_elapsed_ms(spans[i].start_ns, spans[i].now_ns),
				 spans[i].elapsed_ms);
	}
}

static const struct {
	const char *what;
	struct kmend_backoff backoff;
	u32 attempt;
	u64 elapsed_ms;
	u32 delay_ms;			/* 0: there is no next attempt */
} nexts[] = {
	{ "far from the deadline",	{ 100, 10000, 200, 60000 }, 1, 0, 100 },
	{ "cut at the deadline",	{ 100, 10000, 200, 60000 }, 9, 59000, 1000 },
	{ "exactly to the deadline",	{ 100, 10000, 200, 60000 }, 1, 59900, 100 },
	{ "one millisecond left",	{ 100, 10000, 200, 60000 }, 9, 59999, 1 },
	{ "at the deadline",		{ 100, 10000, 200, 60000 }, 9, 60000, 0 },
	{ "past it",			{ 100, 10000, 200, 60000 }, 9, 60001, 0 },
	{ "past it by ages",		{ 100, 10000, 200, 60000 }, 9, UINT64_MAX, 0 },
	{ "no time at all",		{ 100, 10000, 200, 0 }, 1, 0, 0 },
	{ "elapsed beyond 32 bits",	{ 100, 10000, 200, U32_LAST }, 1, 1ULL << 32, 0 },
	{ "longest deadline",		{ 1, U32_LAST, 200, U32_LAST }, U32_LAST, 1, U32_LAST - 1 },
};

static void test_next(void **state)
{
	unsigned int i;
	u32 delay_ms;
	bool more;

	for (i = 0; i < ARRAY_SIZE(nexts); i++) {
		print_message("%s\n", nexts[i].what);
		delay_ms = 0;
		more = kmend_backoff_next(&nexts[i].backoff, nexts[i].attempt,
					  nexts[i].elapsed_ms, &delay_ms);
		assert_int_equal(more, nexts[i].delay_ms != 0);
		assert_int_equal(delay_ms, nexts[i].delay_ms);
	}
}

/* Each attempt takes attempt_ms and is blocked. When is the last, which is it? */
static const struct {
	const char *what;
	struct kmend_backoff backoff;
	u32 attempt_ms;
	u32 attempts;
	u64 last_begins_ms;
} runs[] = {
	/* at 0, 100, 300, 700, 1000 */
	{ "doubling",		{ 100, 10000, 200, 1000 }, 0, 5, 1000 },
	/* at 0, 10, 20 ... 100 */
	{ "constant",		{ 10, 10, 100, 100 }, 0, 11, 100 },
	/* at 0, 110, 320, 730, 1000 */
	{ "attempts take time",	{ 100, 10000, 200, 1000 }, 10, 5, 1000 },
	{ "first is the last",	{ 100, 10000, 200, 5 }, 10, 1, 0 },
	{ "once more at 5 ms",	{ 100, 10000, 200, 5 }, 0, 2, 5 },
	{ "a week, hourly",	{ 3600000, 3600000, 100, 604800000 }, 0, 169, 604800000 },
};

static void test_run(void **state)
{
	unsigned int i;
	u64 now_ns, begins_ns, start_ns = 123456789;
	u32 attempt, delay_ms;

	for (i = 0; i < ARRAY_SIZE(runs); i++) {
		print_message("%s\n", runs[i].what);
		now_ns = start_ns;
		for (attempt = 1;; attempt++) {
			begins_ns = now_ns;
			now_ns += runs[i].attempt_ms * 1000000ULL;
			if (!kmend_backoff_next(&runs[i].backoff, attempt,
						kmend_backoff_elapsed_ms(start_ns, now_ns),
						&delay_ms))
				break;
			assert_in_range(delay_ms, 1, runs[i].backoff.max_delay_ms);
			now_ns += delay_ms * 1000000ULL;
		}
		assert_int_equal(attempt, runs[i].attempts);
		assert_int_equal(kmend_backoff_elapsed_ms(start_ns, begins_ns),
				 runs[i].last_begins_ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_delay),
		cmocka_unit_test(test_elapsed),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_run),
	};

	return cmocka_run_group_tests_name("backoff", tests, NULL, NULL);
}
