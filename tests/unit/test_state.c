// SPDX-License-Identifier: GPL-2.0
/*
 * The state machine: every state with every move against a table that is written
 * out here once more, and what the states mean to the rest of the manager.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../kernel/state.c"

/* A name in the table, "-" for a move that is refused. */
#define NAME(name, number, text, about) [number] = text,
static const char *const state_names[] = { KMEND_STATE_LIST(NAME) };
static const char *const event_names[] = { KMEND_EVENT_LIST(NAME) };
#undef NAME

static const char *const move_names[KMEND_NR_MOVES] = {
	[KMEND_MOVE_SUBMIT] = "submit",
	[KMEND_MOVE_REVERT] = "revert",
	[KMEND_MOVE_CANCEL] = "cancel",
	[KMEND_MOVE_COMMIT] = "commit",
	[KMEND_MOVE_GIVE_UP] = "give-up",
	[KMEND_MOVE_WAIT] = "wait",
	[KMEND_MOVE_READY] = "ready",
	[KMEND_MOVE_SUPERSEDE] = "supersede",
	[KMEND_MOVE_RESTORE] = "restore",
};

static const struct {
	enum kmend_state from;
	const char *to[KMEND_NR_MOVES];
	const char *event[KMEND_NR_MOVES];
} expected[] = {
	/* submit, revert, cancel, commit, give-up, wait, ready, supersede, restore */
	{ KMEND_STATE_LOADED,
	      { "pending", "-", "-", "-", "-", "-", "-", "-", "-" },
	      { "submitted", "-", "-", "-", "-", "-", "-", "-", "-" } },
	{ KMEND_STATE_PENDING,
	      { "-", "-", "cancelled", "applied", "failed", "queued", "-", "-", "-" },
	      { "-", "-", "cancelled", "applied", "failed", "queued", "-", "-", "-" } },
	{ KMEND_STATE_APPLIED,
	      { "-", "reverting", "-", "-", "-", "-", "-", "superseded", "-" },
	      { "-", "revert-submitted", "-", "-", "-", "-", "-", "superseded", "-" } },
	{ KMEND_STATE_REVERTING,
	      { "-", "-", "applied", "reverted", "applied", "-", "-", "-", "-" },
	      { "-", "-", "revert-failed", "reverted", "revert-failed", "-", "-", "-", "-" } },
	{ KMEND_STATE_REVERTED,
	      { "pending", "-", "-", "-", "-", "-", "-", "-", "-" },
	      { "submitted", "-", "-", "-", "-", "-", "-", "-", "-" } },
	{ KMEND_STATE_FAILED,
	      { "pending", "-", "-", "-", "-", "-", "-", "-", "-" },
	      { "submitted", "-", "-", "-", "-", "-", "-", "-", "-" } },
	{ KMEND_STATE_CANCELLED,
	      { "pending", "-", "-", "-", "-", "-", "-", "-", "-" },
	      { "submitted", "-", "-", "-", "-", "-", "-", "-", "-" } },
	{ KMEND_STATE_QUEUED,
	      { "-", "-", "cancelled", "-", "failed", "-", "pending", "-", "-" },
	      { "-", "-", "cancelled", "-", "failed", "-", "ready", "-", "-" } },
	{ KMEND_STATE_SUPERSEDED,
	      { "pending", "-", "-", "-", "-", "-", "-", "-", "applied" },
	      { "submitted", "-", "-", "-", "-", "-", "-", "-", "restored" } },
};

static void test_every_state_and_move(void **state)
{
	const struct kmend_step *step;
	unsigned int i, move;

	assert_int_equal(ARRAY_SIZE(expected), KMEND_NR_STATES);
	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		assert_int_equal(expected[i].from, i);
		for (move = 0; move < KMEND_NR_MOVES; move++) {
			step = kmend_state_next(i, move);
			print_message("%s, %s: %s\n", state_names[i], move_names[move],
				      expected[i].to[move]);
			assert_string_equal(step ? state_names[step->state] : "-",
					    expected[i].to[move]);
			assert_string_equal(step ? event_names[step->event] : "-",
					    expected[i].event[move]);
		}
	}
}

static void test_no_such_state_or_move(void **state)
{
	assert_null(kmend_state_next((enum kmend_state)KMEND_NR_STATES, KMEND_MOVE_SUBMIT));
	assert_null(kmend_state_next((enum kmend_state)-1, KMEND_MOVE_SUBMIT));
	/* The next row of the table begins with a legal cell. */
	assert_null(kmend_state_next(KMEND_STATE_REVERTING, (enum kmend_move)KMEND_NR_MOVES));
	assert_null(kmend_state_next(KMEND_STATE_LOADED, (enum kmend_move)-1));
}

/* What somebody waits for must end by itself or by a cancellation. */
static void test_tried_states_can_end(void **state)
{
	unsigned int i;
	bool tried;

	for (i = 0; i < KMEND_NR_STATES; i++) {
		tried = i == KMEND_STATE_PENDING || i == KMEND_STATE_REVERTING ||
			i == KMEND_STATE_QUEUED;
		assert_int_equal(kmend_state_is_tried(i), tried);
		assert_int_equal(!!kmend_state_next(i, KMEND_MOVE_CANCEL), tried);
		assert_int_equal(!!kmend_state_next(i, KMEND_MOVE_GIVE_UP), tried);
		/* Who waits for others is not attempted, and must be able to become so. */
		assert_int_equal(!!kmend_state_next(i, KMEND_MOVE_COMMIT),
				 tried && i != KMEND_STATE_QUEUED);
		assert_int_equal(!!kmend_state_next(i, KMEND_MOVE_READY),
				 i == KMEND_STATE_QUEUED);
	}
}

/* A commit puts code in force or out of it; nothing else crosses that line but as its companion. */
static void test_only_commits_change_the_code(void **state)
{
	const struct kmend_step *step;
	unsigned int i, move;

	for (i = 0; i < KMEND_NR_STATES; i++) {
		for (move = 0; move < KMEND_NR_MOVES; move++) {
			step = kmend_state_next(i, move);
			if (!step || move == KMEND_MOVE_COMMIT || move == KMEND_MOVE_SUPERSEDE ||
			    move == KMEND_MOVE_RESTORE)
				continue;
			assert_int_equal(kmend_state_is_in_force(i),
					 kmend_state_is_in_force(step->state));
		}
	}
	assert_true(kmend_state_is_in_force(KMEND_STATE_APPLIED));
	assert_true(kmend_state_is_in_force(KMEND_STATE_REVERTING));
	assert_false(kmend_state_is_in_force(KMEND_STATE_PENDING));
	assert_false(kmend_state_is_in_force(KMEND_STATE_SUPERSEDED));
}

/*
 * The module's reference is taken by who makes an idle patch a member of a request,
 * to submit or to restore it: no other move may lead from an idle state to a busy one.
 */
static void test_what_makes_busy(void **state)
{
	const struct kmend_step *step;
	unsigned int i, move;

	for (i = 0; i < KMEND_NR_STATES; i++) {
		for (move = 0; move < KMEND_NR_MOVES; move++) {
			step = kmend_state_next(i, move);
			if (!step || kmend_state_is_busy(i))
				continue;
			assert_true(move == KMEND_MOVE_SUBMIT || move == KMEND_MOVE_RESTORE);
			assert_true(kmend_state_is_busy(step->state));
		}
	}
	assert_true(kmend_state_is_busy(KMEND_STATE_QUEUED));
	assert_true(kmend_state_is_busy(KMEND_STATE_PENDING));
	assert_true(kmend_state_is_busy(KMEND_STATE_APPLIED));
	assert_true(kmend_state_is_busy(KMEND_STATE_REVERTING));
	assert_false(kmend_state_is_busy(KMEND_STATE_LOADED));
	assert_false(kmend_state_is_busy(KMEND_STATE_REVERTED));
	assert_false(kmend_state_is_busy(KMEND_STATE_FAILED));
	assert_false(kmend_state_is_busy(KMEND_STATE_CANCELLED));
	assert_false(kmend_state_is_busy(KMEND_STATE_SUPERSEDED));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_state_and_move),
		cmocka_unit_test(test_no_such_state_or_move),
		cmocka_unit_test(test_tried_states_can_end),
		cmocka_unit_test(test_only_commits_change_the_code),
		cmocka_unit_test(test_what_makes_busy),
	};

	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
