// SPDX-License-Identifier: GPL-2.0
/*
 * When attempts are made and which share one, against a clock that only the test moves: the
 * manager's own files in a faked kernel (fake/). Times are in milliseconds since the
 * test began; "0:+a|+b" says that a and b shared an attempt at 0.
 */
#include "fake/world.h"

static struct kmend_backoff *backoff(void)
{
	return &world.policies[0].backoff;
}

/* --- delays --- */

static void test_first_attempt_at_once(void **state)
{
	world_make("a");
	assert_int_equal(world_submit("a"), 0);
	assert_int_equal(world_state("a"), KMEND_STATE_PENDING);
	world_run(0);
	world_run(1);
	assert_attempts("0:+a");
	assert_told("a:submitted a:applied");
}

/* Each delay twice the one before, none above max_delay_ms, the last attempt at the deadline. */
static void test_delays_follow_policy(void **state)
{
	world_make("a");
	world_play("a", "b");
	backoff()->max_delay_ms = 800;
	backoff()->deadline_ms = 3500;
	world_submit("a");
	world_run(100000);
	assert_attempts("0:+a 100:+a 300:+a 700:+a 1500:+a 2300:+a 3100:+a 3500:+a");
	assert_told("a:submitted a:blocked/busy a:blocked/busy a:blocked/busy a:blocked/busy "
		    "a:blocked/busy a:blocked/busy a:blocked/busy a:failed/deadline");
	assert_int_equal(world_last("a")->status.attempt, 8);
	assert_string_equal(world_last("a")->status.detail,
			    "last attempt: a thread is inside code that is about to change");
	assert_int_equal(world_last("a")->nr_blockers, 1);
}

/* The event tells the delay, and the patch when the next attempt is. */
static void test_blocked_tells_the_next(void **state)
{
	world_make("a");
	world_play("a", "b");
	world_submit("a");
	world_run(150);
	assert_int_equal(world_last("a")->status.delay_ms, 200);
	assert_int_equal(world_patch("a")->status.due_ns / NSEC_PER_MSEC, 300);
	assert_int_equal(world_patch("a")->cause, KMEND_CAUSE_BUSY);
}

static void test_jitter_bounds(void **state)
{
	static const struct {
		const char *about;
		u32 random;
		u32 delay_ms;
	} rows[] = {
		{ "least: a quarter less", 0, 75 },
		{ "most: the whole delay", 0xffffffff, 100 },
		{ "half-way", 0x80000000, 88 },
	};
	size_t i;

	world_make("a");
	world_play("a", "b");
	backoff()->jitter_percent = 25;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fake_clock.random = rows[i].random;
		world_submit("a");
		world_run(fake_clock.now_ns / NSEC_PER_MSEC + 10);
		if (world_last("a")->status.delay_ms != rows[i].delay_ms)
			fail_msg("%s: %u", rows[i].about, world_last("a")->status.delay_ms);
		world_cancel("a");
	}
}

/* A real timer knows ticks only. No attempt is early, and none later than two of them. */
static void test_coarse_clock(void **state)
{
	u64 due = 0, first;
	u32 i;

	world_make("a");
	world_play("a", "b");
	fake_clock.tick_ns = 4 * NSEC_PER_MSEC;
	fake_clock.now_ns = 3900 * NSEC_PER_USEC;
	backoff()->initial_delay_ms = 7;
	backoff()->multiplier_percent = 130;
	backoff()->deadline_ms = 5000;
	world_submit("a");
	world_run(20000);
	assert_int_equal(world_last("a")->cause, KMEND_CAUSE_DEADLINE);
	first = fake_manager.events[world.nr_told].ns;
	assert_true(world_last("a")->ns >= first + 5000 * NSEC_PER_MSEC);
	/* Two ticks, and what is lost in whole milliseconds. */
	assert_true(world_last("a")->ns <= first + 5009 * NSEC_PER_MSEC);
	for (i = world.nr_told + 1; i < fake_manager.nr_events; i++) {
		const struct fake_event *event = &fake_manager.events[i];

		assert_true(event->ns >= due);
		if (due)
			assert_true(event->ns <= due + 2 * fake_clock.tick_ns);
		due = event->ns + event->status.delay_ms * NSEC_PER_MSEC;
	}
}

/* --- ends --- */

static void test_max_attempts(void **state)
{
	world_make("a");
	world_play("a", "b");
	backoff()->max_attempts = 3;
	world_submit("a");
	world_run(100000);
	assert_attempts("0:+a 100:+a 300:+a");
	assert_told("a:submitted a:blocked/busy a:blocked/busy a:failed/attempts");
	assert_int_equal(world_state("a"), KMEND_STATE_FAILED);
}

/* An attempt that takes longer than the deadline is the last, and may well succeed. */
static void test_long_attempt(void **state)
{
	world_make("a b");
	world_play("b", "b");
	fake_manager.attempt_ns = 70000 * NSEC_PER_MSEC;
	world_submit("a");
	world_run(80000);
	assert_told("a:submitted a:applied");
	world_submit("b");
	world_run(500000);
	assert_told("b:submitted b:failed/deadline");
	assert_attempts("0:+a 80000:+b");
}

static void test_no_use_to_try_again(void **state)
{
	world_make("a");
	world_play("a", "bm");
	world_submit("a");
	world_run(100000);
	assert_attempts("0:+a 100:+a");
	assert_told("a:submitted a:blocked/busy a:failed/mismatch");
	assert_string_equal(world_last("a")->status.detail, "not that code");
}

static void test_no_memory_is_tried_again(void **state)
{
	world_make("a");
	world_play("a", "n.");
	world_submit("a");
	world_run(1000);
	assert_told("a:submitted a:blocked/no-memory a:applied");
}

static void test_revert_given_up(void **state)
{
	world_make("a");
	world_submit("a");
	world_run(10);
	world_play("a", "b");
	assert_int_equal(world_revert("a"), 0);
	world_run(100000);
	assert_int_equal(world_state("a"), KMEND_STATE_APPLIED);
	assert_int_equal(world_last("a")->event, KMEND_EVENT_REVERT_FAILED);
	assert_int_equal(world_last("a")->cause, KMEND_CAUSE_DEADLINE);
	world_play("a", ".");
	assert_int_equal(world_revert("a"), 0);
	world_run(100010);
	assert_int_equal(world_state("a"), KMEND_STATE_REVERTED);
}

/* --- policies --- */

/* It holds from the decision after the next attempt on. */
static void test_policy_changes_while_pending(void **state)
{
	world_make("a");
	world_play("a", "b");
	world_submit("a");
	world_run(50);
	backoff()->initial_delay_ms = 1000;
	backoff()->multiplier_percent = 100;
	backoff()->deadline_ms = 2500;
	world_run(100000);
	assert_attempts("0:+a 100:+a 1100:+a 2100:+a 2500:+a");
	assert_int_equal(world_last("a")->status.deadline_ms, 2500);
}

static void test_deadline_of_the_request(void **state)
{
	world_make("a");
	world_play("a", "b");
	world.deadline_ms = 250;
	world_submit("a");
	backoff()->deadline_ms = 10;
	world_run(50);
	backoff()->deadline_ms = 100000;
	world_run(100000);
	assert_attempts("0:+a 100:+a 250:+a");
	assert_int_equal(world_last("a")->status.deadline_ms, 250);
}

/* --- kick, cancel --- */

/* It is an attempt like any other: the one that it came in place of does not come. */
static void test_kick(void **state)
{
	world_make("a");
	world_play("a", "b");
	world_submit("a");
	world_run(20);
	assert_int_equal(world_kick("a"), 0);
	world_run(400);
	assert_attempts("0:+a 20:+a 220:+a");
	world_cancel("a");
	assert_int_equal(world_kick("a"), -EINVAL);
}

static void test_cancel_between_attempts(void **state)
{
	world_make("a");
	world_play("a", "b");
	world_submit("a");
	world_run(150);
	assert_int_equal(world_cancel("a"), 0);
	assert_int_equal(world_cancel("a"), -EINVAL);
	world_run(100000);
	assert_attempts("0:+a 100:+a");
	assert_told("a:submitted a:blocked/busy a:blocked/busy a:cancelled/cancel");
	assert_int_equal(world_last("a")->nr_blockers, 0);
}

static void cancel_a(void)
{
	assert_int_equal(world_cancel("a"), 0);
	assert_int_equal(world_state("a"), KMEND_STATE_PENDING);
	assert_int_equal(world_submit("a"), -EEXIST);
	assert_refusal(-EEXIST, "'a' is being cancelled");
}

static void test_cancel_during_attempt(void **state)
{
	world_make("a");
	world_play("a", "b");
	fake_manager.during = cancel_a;
	world_submit("a");
	world_run(100000);
	assert_attempts("0:+a");
	assert_told("a:submitted a:cancelled/cancel");
	assert_int_equal(world_submit("a"), 0);
}

static void test_cancel_too_late(void **state)
{
	world_make("a");
	fake_manager.during = cancel_a;
	world_submit("a");
	world_run(100);
	assert_told("a:submitted a:applied");
}

static void kick_a(void)
{
	assert_int_equal(world_kick("a"), 0);
}

static void test_kick_during_attempt(void **state)
{
	world_make("a");
	world_play("a", "b");
	fake_manager.during = kick_a;
	world_submit("a");
	world_run(99);
	assert_attempts("0:+a");
}

/* The last step of the ladder: what the policy says, of each request anew, and never a dry run's. */
static void test_active_after(void **state)
{
	world_make("a");
	world.policies[0].limits.active_after = 2;
	world_play("a", "bbb.");
	world_submit("a");
	world_run(701);
	assert_attempts("0:+a 100:+a 300:+a~ 700:+a~");
	world.policies[0].limits.active_after = 0;
	world_revert("a");
	world_run(702);
	assert_attempts("0:+a 100:+a 300:+a~ 700:+a~ 701:-a~");
	world_ask(KMEND_KIND_CHECK, "a", false);
	world_run(703);
	assert_attempts("0:+a 100:+a 300:+a~ 700:+a~ 701:-a~ 702:?+a");
}

/* The steps before that one, each by its own value. */
static void test_evict_and_wake_after(void **state)
{
	world_make("a");
	world.policies[0].limits.evict_after = 1;
	world.policies[0].limits.wake_after = 2;
	world.policies[0].limits.active_after = 3;
	world_play("a", "bbb.");
	world_submit("a");
	world_run(701);
	assert_attempts("0:+a 100:+a^ 300:+a^! 700:+a~^!");
	world_revert("a");
	world_run(702);
	world.policies[0].limits.evict_after = 0;
	world.policies[0].limits.wake_after = 0;
	world_ask(KMEND_KIND_CHECK, "a", false);
	world_run(703);
	assert_attempts("0:+a 100:+a^ 300:+a^! 700:+a~^! 701:-a 702:?+a");
}

static void evict_a(void)
{
	kmend_tell_step(&kmend_request_of(&world_patch("a")->vertex)->change,
			   KMEND_EVENT_EVICTED, 5);
}

/* A step is told when it is taken, with its number of threads and nothing of the last attempt. */
static void test_step_of_an_attempt(void **state)
{
	const struct fake_event *step;

	world_make("a");
	world_play("a", "b.");
	world_submit("a");
	world_run(50);
	fake_manager.during = evict_a;
	world_run(101);
	step = &fake_manager.events[fake_manager.nr_events - 2];
	assert_int_equal(step->event, KMEND_EVENT_EVICTED);
	assert_int_equal(step->status.threads, 5);
	assert_int_equal(step->status.attempt, 2);
	assert_int_equal(step->nr_blockers, 0);
	assert_int_equal(step[1].event, KMEND_EVENT_APPLIED);
	assert_int_equal(step[1].status.threads, 0);
}

/* --- attempts that are shared --- */

static void test_coalesce_window(void **state)
{
	world_make("a b c");
	world_play("a", "b");
	world_play("b", "b");
	world_play("c", "b");
	world_submit("a");
	world_run(10);
	world_submit("b");
	world_run(11);
	world_submit("c");
	world_run(105);
	/* b was due at 110, within 10 ms of a; c only at 111. */
	assert_attempts("0:+a 10:+b 11:+c 100:+a|+b");
	world_run(112);
	assert_attempts("0:+a 10:+b 11:+c 100:+a|+b 111:+c");
}

static void test_no_window(void **state)
{
	world_make("a b");
	world.policies[0].limits.coalesce_ms = 0;
	world_play("a", "b");
	world_play("b", "b");
	world_submit("a");
	world_run(1);
	world_submit("b");
	world_run(102);
	assert_attempts("0:+a 1:+b 100:+a 101:+b");
}

/* Each has its own outcome. */
static void test_outcomes_are_their_own(void **state)
{
	world_make("a b c d");
	world_play("b", "b");
	world_play("c", "m");
	world_submit("a");
	world_submit("b");
	world_submit("c");
	world_submit("d");
	world_run(1);
	assert_attempts("0:+a|+b|+c|+d");
	assert_told("a:submitted b:submitted c:submitted d:submitted "
		    "a:applied b:blocked/busy c:failed/mismatch d:applied");
}

static void test_budgets_do_not_mix(void **state)
{
	world_make("a b c");
	world.policies[1].limits.pause_budget_us = 50;
	world_submit("a");
	world.policy = &world.policies[1];
	world_submit("b");
	world_submit("c");
	world_run(1);
	assert_attempts("0:+a 0:+b|+c@50000");
}

/* The second goes next, at once, and this counts as its first attempt. */
static void test_same_function_goes_next(void **state)
{
	world_make("a:on=f b:on=g/f c:on=g d");
	world_submit("a");
	world_submit("b");
	world_submit("c");
	world_submit("d");
	world_run(1);
	assert_attempts("0:+a|+b|+c|+d 0:+b|+c 0:+c");
	assert_int_equal(world_last("c")->status.attempt, 1);
	assert_int_equal(world_patch("b")->status.attempt, 1);
}

static void cancel_b(void)
{
	assert_int_equal(world_cancel("b"), 0);
}

static void test_cancel_of_deferred(void **state)
{
	world_make("a:on=f b:on=f");
	world_submit("a");
	world_submit("b");
	fake_manager.during = cancel_b;
	world_run(1);
	assert_attempts("0:+a|+b");
	assert_told("a:submitted b:submitted a:applied b:cancelled/cancel");
}

static void test_more_than_fit(void **state)
{
	char id[8];
	u32 i;

	for (i = 0; i < KMEND_CHANGES_MAX + 2; i++) {
		snprintf(id, sizeof(id), "p%u", i);
		world_make(id);
		world_submit(id);
	}
	world_run(1);
	assert_attempts("0:+p0|+p1|+p2|+p3|+p4|+p5|+p6|+p7|+p8|+p9|+p10|+p11|+p12|+p13|+p14|+p15 "
			"0:+p16|+p17");
}

/* --- checks --- */

static void test_check_is_alone(void **state)
{
	world_make("a b c");
	world_submit("a");
	world_ask(KMEND_KIND_CHECK, "b", false);
	world_submit("c");
	world_run(1);
	assert_attempts("0:+a 0:?+b 0:+c");
	assert_told("a:submitted c:submitted a:applied b:checked c:applied");
	assert_int_equal(world_state("b"), KMEND_STATE_LOADED);
}

static void test_check_tells_and_forgets(void **state)
{
	world_make("a");
	world_play("a", "b");
	world_ask(KMEND_KIND_CHECK, "a", false);
	world_run(100000);
	assert_attempts("0:?+a");
	assert_told("a:checked/busy");
	assert_int_equal(world_last("a")->nr_blockers, 1);
	assert_int_equal(world_last("a")->status.pause_ns, 1000);
	assert_int_equal(world_patch("a")->cause, KMEND_CAUSE_NONE);
	assert_null(world_patch("a")->last);
}

/* What speaks against it needs no attempt. */
static void test_check_of_what_may_not(void **state)
{
	world_make("a b:conflicts=a c:depends=d d");
	world_submit("a");
	world_run(1);
	world_told();
	world_ask(KMEND_KIND_CHECK, "b", false);
	world_ask(KMEND_KIND_CHECK, "c", false);
	world_run(2);
	assert_attempts("0:+a");
	assert_told("b:checked/conflict c:checked/dependency");
	assert_string_equal(world_last("c")->status.detail,
			    "'c' depends on 'd', which is loaded");
}

/* --- what went out lingers for a grace period --- */

static void begin_lingering(const char *patches, const char *applied)
{
	fake_manager.linger = true;
	world_make(patches);
	world_submit(applied);
	world_run(1);
	world_told();
}

/* Others go on, nobody else has the patch, and it is told at the end. */
static void test_linger(void **state)
{
	begin_lingering("a b", "a");
	world_revert("a");
	world_run(2);
	assert_int_equal(world_state("a"), KMEND_STATE_REVERTING);
	assert_int_equal(world_submit("a"), -EEXIST);
	/* Too late, as during an attempt that succeeds. */
	assert_int_equal(world_cancel("a"), 0);
	world_submit("b");
	world_run(3);
	assert_told("a:revert-submitted b:submitted b:applied");
	fake_grace_end();
	assert_told("a:reverted");
	assert_int_equal(world_state("a"), KMEND_STATE_REVERTED);
	assert_int_equal(world_submit("a"), 0);
	world_run(4);
	assert_attempts("0:+a 1:-a 2:+b 3:+a");
}

/* Who was in the way before is not any more. */
static void test_linger_after_blocked(void **state)
{
	struct kmend_patch *patch;

	begin_lingering("a", "a");
	patch = world_patch("a");
	world_play("a", "b.");
	world_revert("a");
	world_run(2);
	assert_int_equal(patch->cause, KMEND_CAUSE_BUSY);
	assert_non_null(patch->last);
	world_run(2000);
	assert_int_equal(world_state("a"), KMEND_STATE_REVERTING);
	assert_non_null(strstr(patch->status.detail, "its code is out"));
	assert_int_equal(patch->cause, KMEND_CAUSE_NONE);
	assert_null(patch->last);
	fake_grace_end();
	assert_int_equal(world_state("a"), KMEND_STATE_REVERTED);
}

/* Those that come within one share the next. */
static void test_linger_together(void **state)
{
	begin_lingering("a b c", "a b c");
	world_revert("a");
	world_run(2);
	world_revert("b");
	world_run(3);
	world_revert("c");
	world_run(4);
	assert_told("a:revert-submitted b:revert-submitted c:revert-submitted");
	fake_grace_end();
	assert_told("a:reverted");
	fake_grace_end();
	assert_told("b:reverted c:reverted");
}

/* What also brings something in is not kept. */
static void test_no_linger(void **state)
{
	begin_lingering("a b:replaces=a", "a");
	world_submit("b");
	world_run(2);
	assert_int_equal(world_state("a"), KMEND_STATE_SUPERSEDED);
	assert_int_equal(world_state("b"), KMEND_STATE_APPLIED);
}

/* Where the worker waits anyway, those that had gone before are told first; the callback finds nobody. */
static void test_linger_is_told_first(void **state)
{
	begin_lingering("a b:replaces=a c d e", "a c d e");
	world_submit("b");
	world_run(2);
	world_revert("c");
	world_run(3);
	world_revert("d");
	world_run(4);
	world_told();
	world_revert("b");
	world_run(5);
	assert_told("b:revert-submitted c:reverted d:reverted a:restored b:reverted");
	world_revert("e");
	world_run(6);
	fake_grace_end();
	assert_told("e:revert-submitted");
	fake_grace_end();
	assert_told("e:reverted");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(test_first_attempt_at_once),
		world_test(test_delays_follow_policy),
		world_test(test_blocked_tells_the_next),
		world_test(test_jitter_bounds),
		world_test(test_coarse_clock),
		world_test(test_max_attempts),
		world_test(test_long_attempt),
		world_test(test_no_use_to_try_again),
		world_test(test_no_memory_is_tried_again),
		world_test(test_revert_given_up),
		world_test(test_policy_changes_while_pending),
		world_test(test_deadline_of_the_request),
		world_test(test_kick),
		world_test(test_cancel_between_attempts),
		world_test(test_cancel_during_attempt),
		world_test(test_cancel_too_late),
		world_test(test_kick_during_attempt),
		world_test(test_active_after),
		world_test(test_evict_and_wake_after),
		world_test(test_step_of_an_attempt),
		world_test(test_coalesce_window),
		world_test(test_no_window),
		world_test(test_outcomes_are_their_own),
		world_test(test_budgets_do_not_mix),
		world_test(test_same_function_goes_next),
		world_test(test_cancel_of_deferred),
		world_test(test_more_than_fit),
		world_test(test_check_is_alone),
		world_test(test_check_tells_and_forgets),
		world_test(test_check_of_what_may_not),
		world_test(test_linger),
		world_test(test_linger_after_blocked),
		world_test(test_linger_together),
		world_test(test_no_linger),
		world_test(test_linger_is_told_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
