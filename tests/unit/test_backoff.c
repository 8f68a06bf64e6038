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
	struct kmend_backoff backoff;	/* initial, max, percent, deadline, jitter, attempts */
	u32 attempt;
	u32 delay_ms;
} delays[] = {
	{ "first",			{ 100, 10000, 200, 0, 0, 0 }, 1, 100 },
	{ "second",			{ 100, 10000, 200, 0, 0, 0 }, 2, 200 },
	{ "seventh",			{ 100, 10000, 200, 0, 0, 0 }, 7, 6400 },
	{ "capped",			{ 100, 10000, 200, 0, 0, 0 }, 8, 10000 },
	{ "capped for good",		{ 100, 10000, 200, 0, 0, 0 }, U32_LAST, 10000 },
	{ "exactly the cap",		{ 100, 400, 200, 0, 0, 0 }, 3, 400 },
	{ "one short of the cap",	{ 100, 401, 200, 0, 0, 0 }, 3, 400 },
	{ "constant at 100 %",		{ 250, 10000, 100, 0, 0, 0 }, 1000, 250 },
	{ "constant for ever",		{ 250, 10000, 100, 0, 0, 0 }, U32_LAST, 250 },
	{ "shrinking is constant",	{ 250, 10000, 50, 0, 0, 0 }, 9, 250 },
	{ "0 % is constant",		{ 250, 10000, 0, 0, 0, 0 }, 9, 250 },
	{ "fraction rounded up",	{ 1, 10000, 150, 0, 0, 0 }, 2, 2 },
	{ "and up again",		{ 1, 10000, 150, 0, 0, 0 }, 4, 5 },
	{ "1 ms grows at 101 %",	{ 1, 10000, 101, 0, 0, 0 }, 3, 3 },
	{ "and gets to the cap",	{ 1, 10000, 101, 0, 0, 0 }, U32_LAST, 10000 },
	{ "cap below the start",	{ 500, 20, 200, 0, 0, 0 }, 1, 20 },
	{ "never zero",			{ 0, 0, 0, 0, 0, 0 }, 1, 1 },
	{ "zero start",			{ 0, 8, 200, 0, 0, 0 }, 3, 4 },
	{ "zero cap",			{ 100, 0, 200, 0, 0, 0 }, 3, 1 },
	{ "attempt zero is the first",	{ 100, 10000, 200, 0, 0, 0 }, 0, 100 },
	{ "no overflow",		{ U32_LAST - 1, U32_LAST, U32_LAST, 0, 0, 0 }, 2, U32_LAST },
	{ "no overflow, far out",	{ U32_LAST, U32_LAST, U32_LAST, 0, 0, 0 }, U32_LAST, U32_LAST },
	{ "one step from 1 to the cap",	{ 1, U32_LAST, U32_LAST, 0, 0, 0 }, 3, U32_LAST },
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
	u32 delay_ms, percent, random;
	u32 jittered_ms;
} jitters[] = {
	{ "none",			1000, 0, 0, 1000 },
	{ "none, highest number",	1000, 0, U32_LAST, 1000 },
	{ "shortest",			1000, 10, 0, 900 },
	{ "longest",			1000, 10, U32_LAST, 1000 },
	{ "middle",			1000, 10, 1U << 31, 950 },
	{ "half, shortest",		1000, 50, 0, 500 },
	{ "all, never zero",		1000, 100, 0, 1 },
	{ "all, longest",		1000, 100, U32_LAST, 1000 },
	{ "more than all is all",	1000, U32_LAST, 0, 1 },
	{ "shortest is rounded up",	15, 10, 0, 14 },
	{ "too short for a part",	9, 10, 0, 9 },
	{ "one stays one",		1, 100, 0, 1 },
	{ "one stays one, high",	1, 100, U32_LAST, 1 },
	{ "zero becomes one",		0, 100, 0, 1 },
	{ "no overflow, shortest",	U32_LAST, 100, 0, 1 },
	{ "no overflow, longest",	U32_LAST, 100, U32_LAST, U32_LAST },
};

static void test_jitter(void **state)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(jitters); i++) {
		print_message("%s\n", jitters[i].what);
		assert_int_equal(kmend_backoff_jitter_ms(jitters[i].delay_ms, jitters[i].percent,
							 jitters[i].random),
				 jitters[i].jittered_ms);
	}
}

/* Numbers spread evenly give every wait of the range, and each as often. */
static void test_jitter_even(void **state)
{
	unsigned int seen[101] = { 0 };
	u32 delay_ms, i;

	for (i = 0; i < 101 * 100; i++) {
		delay_ms = kmend_backoff_jitter_ms(1000, 10, i * (U32_LAST / (101 * 100)));
		assert_in_range(delay_ms, 900, 1000);
		seen[delay_ms - 900]++;
	}
	for (i = 0; i < ARRAY_SIZE(seen); i++)
		assert_in_range(seen[i], 98, 102);
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
	u32 random;
	u32 delay_ms;			/* 0: there is no next attempt, and */
	enum kmend_cause end;		/* that is why */
} nexts[] = {
	{ "far from the deadline",	{ 100, 10000, 200, 60000, 0, 0 }, 1, 0, 0, 100,
	  KMEND_CAUSE_NONE },
	{ "cut at the deadline",	{ 100, 10000, 200, 60000, 0, 0 }, 9, 59000, 0, 1000,
	  KMEND_CAUSE_NONE },
	{ "exactly to the deadline",	{ 100, 10000, 200, 60000, 0, 0 }, 1, 59900, 0, 100,
	  KMEND_CAUSE_NONE },
	{ "one millisecond left",	{ 100, 10000, 200, 60000, 0, 0 }, 9, 59999, 0, 1,
	  KMEND_CAUSE_NONE },
	{ "at the deadline",		{ 100, 10000, 200, 60000, 0, 0 }, 9, 60000, 0, 0,
	  KMEND_CAUSE_DEADLINE },
	{ "past it",			{ 100, 10000, 200, 60000, 0, 0 }, 9, 60001, 0, 0,
	  KMEND_CAUSE_DEADLINE },
	{ "past it by ages",		{ 100, 10000, 200, 60000, 0, 0 }, 9, UINT64_MAX, 0, 0,
	  KMEND_CAUSE_DEADLINE },
	{ "no time at all",		{ 100, 10000, 200, 0, 0, 0 }, 1, 0, 0, 0,
	  KMEND_CAUSE_DEADLINE },
	{ "elapsed beyond 32 bits",	{ 100, 10000, 200, U32_LAST, 0, 0 }, 1, 1ULL << 32, 0, 0,
	  KMEND_CAUSE_DEADLINE },
	{ "with jitter, shortest",	{ 100, 10000, 200, 60000, 10, 0 }, 2, 0, 0, 180,
	  KMEND_CAUSE_NONE },
	{ "with jitter, longest",	{ 100, 10000, 200, 60000, 10, 0 }, 2, 0, U32_LAST, 200,
	  KMEND_CAUSE_NONE },
	{ "jitter of the highest",	{ 100, 10000, 200, 60000, 10, 0 }, 99, 0, U32_LAST, 10000,
	  KMEND_CAUSE_NONE },
	{ "jitter of all of it",	{ 100, 10000, 200, 60000, 100, 0 }, 9, 0, 0, 1,
	  KMEND_CAUSE_NONE },
	{ "jitter, then the deadline",	{ 100, 10000, 200, 60000, 10, 0 }, 9, 59000, 0, 1000,
	  KMEND_CAUSE_NONE },
	{ "jitter to the deadline",	{ 100, 10000, 200, 60000, 10, 0 }, 9, 50500, 0, 9000,
	  KMEND_CAUSE_NONE },
	{ "one attempt left",		{ 100, 10000, 200, 60000, 0, 3 }, 2, 0, 0, 200,
	  KMEND_CAUSE_NONE },
	{ "no attempt left",		{ 100, 10000, 200, 60000, 0, 3 }, 3, 0, 0, 0,
	  KMEND_CAUSE_ATTEMPTS },
	{ "limit lowered meanwhile",	{ 100, 10000, 200, 60000, 0, 3 }, 9, 0, 0, 0,
	  KMEND_CAUSE_ATTEMPTS },
	{ "one and no more",		{ 100, 10000, 200, 60000, 0, 1 }, 1, 0, 0, 0,
	  KMEND_CAUSE_ATTEMPTS },
	{ "highest limit",		{ 1, 1, 100, 60000, 0, U32_LAST }, U32_LAST, 0, 0, 0,
	  KMEND_CAUSE_ATTEMPTS },
	{ "no limit",			{ 1, 1, 100, 60000, 0, 0 }, U32_LAST, 0, 0, 1,
	  KMEND_CAUSE_NONE },
	{ "neither time nor attempts",	{ 1, 1, 100, 60000, 0, 3 }, 3, 60000, 0, 0,
	  KMEND_CAUSE_DEADLINE },
	{ "longest deadline",		{ 1, U32_LAST, 200, U32_LAST, 0, 0 }, U32_LAST, 1, 0,
	  U32_LAST - 1, KMEND_CAUSE_NONE },
};

static void test_next(void **state)
{
	unsigned int i;
	enum kmend_cause end;
	u32 delay_ms;

	for (i = 0; i < ARRAY_SIZE(nexts); i++) {
		print_message("%s\n", nexts[i].what);
		delay_ms = 0;
		end = kmend_backoff_next(&nexts[i].backoff, nexts[i].attempt,
					 nexts[i].elapsed_ms, nexts[i].random, &delay_ms);
		assert_int_equal(end, nexts[i].end);
		assert_int_equal(delay_ms, nexts[i].delay_ms);
	}
}

/* Each attempt takes attempt_ms and is blocked. When is the last, which is it? */
static const struct {
	const char *what;
	struct kmend_backoff backoff;
	u32 attempt_ms;
	u32 random;
	u32 attempts;
	u64 last_begins_ms;
} runs[] = {
	/* at 0, 100, 300, 700, 1000 */
	{ "doubling",		{ 100, 10000, 200, 1000, 0, 0 }, 0, 0, 5, 1000 },
	/* at 0, 10, 20 ... 100 */
	{ "constant",		{ 10, 10, 100, 100, 0, 0 }, 0, 0, 11, 100 },
	/* at 0, 110, 320, 730, 1000 */
	{ "attempts take time",	{ 100, 10000, 200, 1000, 0, 0 }, 10, 0, 5, 1000 },
	{ "first is the last",	{ 100, 10000, 200, 5, 0, 0 }, 10, 0, 1, 0 },
	{ "once more at 5 ms",	{ 100, 10000, 200, 5, 0, 0 }, 0, 0, 2, 5 },
	/* at 0, 100, 300 */
	{ "three attempts",	{ 100, 10000, 200, 1000, 0, 3 }, 0, 0, 3, 300 },
	/* at 0, 90, 270, 630, 1000 */
	{ "doubling, jittered",	{ 100, 10000, 200, 1000, 10, 0 }, 0, 0, 5, 1000 },
	/* at 0, 100, 300, 700, 1000 */
	{ "as late as can be",	{ 100, 10000, 200, 1000, 10, 0 }, 0, U32_LAST, 5, 1000 },
	{ "a week, hourly",	{ 3600000, 3600000, 100, 604800000, 0, 0 }, 0, 0, 169, 604800000 },
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
			if (kmend_backoff_next(&runs[i].backoff, attempt,
					       kmend_backoff_elapsed_ms(start_ns, now_ns),
					       runs[i].random, &delay_ms))
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
		cmocka_unit_test(test_jitter),
		cmocka_unit_test(test_jitter_even),
		cmocka_unit_test(test_elapsed),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_run),
	};

	return cmocka_run_group_tests_name("backoff", tests, NULL, NULL);
}
