// SPDX-License-Identifier: GPL-2.0
/*
 * What the scheduler makes of what patches say of each other, against a clock that only
 * the test moves: waiting for dependencies, transactions, replacing and its undoing, and
 * that a request for which memory is short leaves nothing behind.
 */
#include "fake/world.h"

/* --- dependencies --- */

static void test_queued_until_dependency_is_in(void **state)
{
	world_make("a b:depends=a");
	world_play("a", "b.");
	world_submit("a");
	world_submit("b");
	world_run(50);
	assert_int_equal(world_state("b"), KMEND_STATE_QUEUED);
	assert_int_equal(world_patch("b")->status.due_ns, 0);
	world_run(101);
	/* Not with the timer's next turn: at once. */
	assert_attempts("0:+a 100:+a 100:+b");
	assert_told("a:submitted b:submitted b:queued/dependency a:blocked/busy a:applied "
		    "b:ready b:applied");
}

/* The deadline counts while it waits; no attempt is made at it. */
static void test_queued_until_deadline(void **state)
{
	world_make("a b:depends=a");
	world.deadline_ms = 700;
	world_submit("b");
	world_run(699);
	assert_int_equal(world_state("b"), KMEND_STATE_QUEUED);
	world_run(701);
	assert_attempts("");
	assert_told("b:submitted b:queued/dependency b:failed/deadline");
	assert_string_equal(world_last("b")->status.detail, "'b' depends on 'a', which is loaded");
}

static void test_dependency_unloaded(void **state)
{
	world_make("a b:depends=a");
	world_submit("b");
	world_run(1);
	world_unload("a");
	assert_told("b:submitted b:queued/dependency a:unloaded b:failed/dependency");
	assert_string_equal(world_last("b")->status.detail,
			    "'b' depends on 'a', which was unloaded");
}

/* As many as there are: a list, not a recursion; each names its own dependency. */
static void test_long_chain_fails(void **state)
{
	char word[64], detail[64];
	u32 i;

	world_make("p0");
	for (i = 1; i < 1000; i++) {
		snprintf(word, sizeof(word), "p%u:depends=p%u", i, i - 1);
		world_make(word);
	}
	world_play("p0", "bm");
	for (i = 0; i < 1000; i++) {
		snprintf(word, sizeof(word), "p%u", i);
		assert_int_equal(world_submit(word), 0);
	}
	world_run(1);
	assert_int_equal(world_state("p999"), KMEND_STATE_QUEUED);
	fake_manager.nr_events = fake_manager.nr_flushed = 0;
	world_run(101);
	assert_int_equal(fake_manager.nr_events, 1000);
	for (i = 1; i < 1000; i++) {
		snprintf(word, sizeof(word), "p%u", i);
		snprintf(detail, sizeof(detail), "'p%u' depends on 'p%u', which failed", i, i - 1);
		assert_int_equal(world_state(word), KMEND_STATE_FAILED);
		assert_int_equal(world_last(word)->cause, KMEND_CAUSE_DEPENDENCY);
		assert_string_equal(world_last(word)->status.detail, detail);
	}
	fake_manager.nr_events = fake_manager.nr_flushed = 0;
}

static void revert_a(void)
{
	assert_int_equal(world_revert("a"), 0);
}

/* The dependent was judged before; the revert is what finds it. */
static void test_dependency_reverted_during_attempt(void **state)
{
	world_make("a b:depends=a");
	world_submit("a");
	world_run(1);
	world_told();
	fake_manager.during = revert_a;
	world_submit("b");
	world_run(1000);
	assert_attempts("0:+a 1:+b");
	assert_told("b:submitted a:revert-submitted b:applied a:revert-failed/dependency");
	assert_int_equal(world_state("a"), KMEND_STATE_APPLIED);
}

/* The attempt with the dependent is blocked, so the revert comes first. */
static void test_dependency_reverted_before_next_attempt(void **state)
{
	world_make("a b:depends=a");
	world_submit("a");
	world_run(1);
	world_told();
	world_play("b", "b");
	fake_manager.during = revert_a;
	world_submit("b");
	world_run(1000);
	assert_told("b:submitted a:revert-submitted b:blocked/busy a:reverted b:failed/dependency");
	assert_string_equal(world_last("b")->status.detail,
			    "'b' depends on 'a', which was reverted");
}

/* Two requests in one attempt: one takes out what the other one's patch depends on. */
static void test_dependency_replaced_in_the_same_attempt(void **state)
{
	world_make("a b:depends=a c:replaces=a");
	world_submit("a");
	world_run(1);
	world_told();
	assert_int_equal(world_submit("c"), 0);
	assert_int_equal(world_submit("b"), 0);
	world_run(2);
	assert_attempts("0:+a 1:-a+c");
	assert_told("c:submitted b:submitted b:queued/dependency a:superseded c:applied "
		    "b:failed/dependency");
	assert_string_equal(world_last("b")->status.detail,
			    "'b' depends on 'a', which was replaced");
	/* The other way round, b is in first: what it needs stays. */
	world_revert("c");
	world_run(3);
	world_submit("b");
	assert_int_equal(world_submit("c"), 0);
	world_run(4);
	assert_int_equal(world_state("b") == KMEND_STATE_APPLIED,
			 world_state("c") != KMEND_STATE_APPLIED);
}

/* The replacement does not come: what waited for its end goes on. */
static void test_dependency_is_not_replaced_after_all(void **state)
{
	world_make("a b:depends=a c:replaces=a");
	world_submit("a");
	world_run(1);
	world_play("c", "bm");
	world_submit("c");
	world_submit("b");
	world_run(2);
	assert_string_equal(world_patch("b")->status.detail,
			    "'b' depends on 'a', which is about to be replaced");
	world_run(102);
	assert_attempts("0:+a 1:-a+c 101:-a+c 101:+b");
	assert_int_equal(world_state("b"), KMEND_STATE_APPLIED);
}

static void test_refusals(void **state)
{
	world_make("a b:depends=a c:conflicts=a x:depends=y y:depends=x z:depends=none");
	assert_int_equal(world_submit("x y"), -ELOOP);
	assert_refusal(-ELOOP, "dependencies form a cycle: x -> y -> x");
	assert_int_equal(world_submit("z"), -ENOENT);
	assert_refusal(-ENOENT, "'z' depends on 'none', which is not loaded");
	assert_int_equal(world_submit("a a"), -EINVAL);
	assert_int_equal(world_submit("a c"), -EBUSY);
	assert_int_equal(world_submit("a b"), 0);
	world_run(1);
	assert_int_equal(world_submit("c"), -EBUSY);
	assert_refusal(-EBUSY, "'c' conflicts with 'a', which is applied");
	assert_int_equal(world_revert("a"), -EBUSY);
	assert_refusal(-EBUSY, "'b', which is applied, depends on 'a'");
	assert_attempts("0:+a+b");
}

/* --- transactions --- */

static void test_order_of_members(void **state)
{
	world_make("c:depends=b b:depends=a a x:on=f y:on=f z:replaces=x/y,on=f");
	assert_int_equal(world_submit("c b a"), 0);
	world_run(1);
	world_submit("x y");
	world_run(2);
	world_submit("z");
	world_run(3);
	/* Dependencies first; what goes out before what comes in, the newest first. */
	assert_attempts("0:+a+b+c 1:+x+y 2:-y-x+z");
}

static void test_transaction_shares_fate(void **state)
{
	world_make("a b");
	world_play("b", "bbm");
	world_submit("a b");
	world_run(1000);
	assert_attempts("0:+a+b 100:+a+b 300:+a+b");
	assert_told("a:submitted b:submitted a:blocked/busy b:blocked/busy "
		    "a:blocked/busy b:blocked/busy a:failed/mismatch b:failed/mismatch");
	assert_int_equal(world_last("a")->status.transaction, world_last("b")->status.transaction);
	world_play("b", "b");
	world_submit("a b");
	world_run(1001);
	world_cancel("b");
	assert_int_equal(world_state("a"), KMEND_STATE_CANCELLED);
}

/* --- replaces --- */

static void test_replace_and_undo(void **state)
{
	world_make("a b c:replaces=a/b d:replaces=c");
	world_submit("a");
	world_submit("b");
	world_run(1);
	world_submit("c");
	/* What it will replace takes part. */
	assert_int_equal(world_revert("a"), -EBUSY);
	world_run(2);
	assert_int_equal(world_submit("a"), -EBUSY);
	assert_refusal(-EBUSY, "'c', which is applied, replaces 'a'");
	world_unload("b");
	world_told();
	world_revert("c");
	world_run(3);
	/* Only what is still there comes back. */
	assert_attempts("0:+a|+b 1:-b-a+c 2:-c+a");
	assert_told("c:revert-submitted a:restored c:reverted");
	assert_null(world_patch("a")->superseded_by);
}

static void test_undo_keeps_the_order(void **state)
{
	world_make("a:on=f b:on=f c:on=f,all");
	world_submit("b");
	world_run(1);
	world_submit("a");
	world_run(2);
	world_submit("c");
	world_run(3);
	world_revert("c");
	world_run(4);
	assert_attempts("0:+b 1:+a 2:-a-b+c 3:-c+b+a");
}

static void test_replaces_all_shuts_the_door(void **state)
{
	world_make("a b all:all");
	world_submit("a");
	world_run(1);
	world_play("all", "bm");
	assert_int_equal(world_submit("all b"), -EINVAL);
	assert_int_equal(world_submit("all"), 0);
	assert_int_equal(world_submit("b"), -EBUSY);
	assert_refusal(-EBUSY, "'all', which is pending, replaces all: wait for it or cancel it");
	world_run(102);
	assert_int_equal(world_state("all"), KMEND_STATE_FAILED);
	assert_int_equal(world_state("a"), KMEND_STATE_APPLIED);
	assert_int_equal(world_submit("b"), 0);
}

static void test_cascade(void **state)
{
	world_make("a:on=f b:on=f/g c:on=g d:depends=c e");
	world_submit("a");
	world_run(1);
	world_submit("b");
	world_run(2);
	world_submit("c");
	world_run(3);
	world_submit("d");
	world_submit("e");
	world_run(4);
	assert_int_equal(world_revert("a"), -EBUSY);
	assert_refusal(-EBUSY, "'b' lies on top of 'a' for f");
	assert_int_equal(world_ask(KMEND_KIND_REVERT, "a", true), 0);
	world_run(5);
	assert_attempts("0:+a 1:+b 2:+c 3:+d|+e 4:-d-c-b-a");
}

/* --- memory --- */

/* Whichever allocation fails: refused, and everything as before (world_check()). */
static void test_memory_is_short(void **state)
{
	static const struct {
		enum kmend_kind kind;
		const char *ids;
	} rows[] = {
		{ KMEND_KIND_APPLY, "c d" },
		{ KMEND_KIND_CHECK, "c d" },
		{ KMEND_KIND_REVERT, "b" },
	};
	size_t i;
	long nth;

	world_make("a b:replaces=a c:replaces=b d");
	world_submit("a");
	world_run(1);
	world_submit("b");
	world_run(2);
	world_told();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		for (nth = 0; nth < 3; nth++) {
			fake_memory.fail_in = nth;
			assert_int_equal(world_ask(rows[i].kind, rows[i].ids, true), -ENOMEM);
			assert_true(fake_memory.fail_in < 0);
			world_run(fake_clock.now_ns / NSEC_PER_MSEC + 1);
			assert_told("");
			assert_int_equal(world_state("a"), KMEND_STATE_SUPERSEDED);
			assert_int_equal(world_state("b"), KMEND_STATE_APPLIED);
			assert_int_equal(world_state("c"), KMEND_STATE_LOADED);
		}
	}
	/* There is no fourth: from here on it needs none. */
	fake_memory.fail_in = 3;
	assert_int_equal(world_submit("c d"), 0);
	fake_memory.fail_in = 0;
	world_run(fake_clock.now_ns / NSEC_PER_MSEC + 1);
	fake_memory.fail_in = -1;
	assert_told("c:submitted d:submitted b:superseded c:applied d:applied");
}

static void test_module_on_its_way_out(void **state)
{
	world_make("a");
	world_find("a")->module.going = true;
	assert_int_equal(world_submit("a"), -ENOENT);
	assert_refusal(-ENOENT, "the module of 'a' is being unloaded");
	world_find("a")->module.going = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(test_queued_until_dependency_is_in),
		world_test(test_queued_until_deadline),
		world_test(test_dependency_unloaded),
		world_test(test_long_chain_fails),
		world_test(test_dependency_reverted_during_attempt),
		world_test(test_dependency_reverted_before_next_attempt),
		world_test(test_dependency_replaced_in_the_same_attempt),
		world_test(test_dependency_is_not_replaced_after_all),
		world_test(test_refusals),
		world_test(test_order_of_members),
		world_test(test_transaction_shares_fate),
		world_test(test_replace_and_undo),
		world_test(test_undo_keeps_the_order),
		world_test(test_replaces_all_shuts_the_door),
		world_test(test_cascade),
		world_test(test_memory_is_short),
		world_test(test_module_on_its_way_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
