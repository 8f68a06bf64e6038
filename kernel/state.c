// SPDX-License-Identifier: GPL-2.0
/*
 * The life of a patch as one table: state x move -> state and event. Pure; the
 * one place that writes a patch's state is kmend_patch_move().
 */
#include "state.h"

#define STEP(to, tell) { .state = KMEND_STATE_##to, .event = KMEND_EVENT_##tell }

/* A cell that is not listed has event 0: the move is refused. */
static const struct kmend_step kmend_steps[KMEND_NR_STATES][KMEND_NR_MOVES] = {
	[KMEND_STATE_LOADED] = {
		[KMEND_MOVE_SUBMIT]	= STEP(PENDING, SUBMITTED),
	},
	[KMEND_STATE_QUEUED] = {
		[KMEND_MOVE_CANCEL]	= STEP(CANCELLED, CANCELLED),
		[KMEND_MOVE_GIVE_UP]	= STEP(FAILED, FAILED),
		[KMEND_MOVE_READY]	= STEP(PENDING, READY),
	},
	[KMEND_STATE_PENDING] = {
		[KMEND_MOVE_WAIT]	= STEP(QUEUED, QUEUED),
		[KMEND_MOVE_CANCEL]	= STEP(CANCELLED, CANCELLED),
		[KMEND_MOVE_COMMIT]	= STEP(APPLIED, APPLIED),
		[KMEND_MOVE_GIVE_UP]	= STEP(FAILED, FAILED),
	},
	[KMEND_STATE_APPLIED] = {
		[KMEND_MOVE_REVERT]	= STEP(REVERTING, REVERT_SUBMITTED),
		[KMEND_MOVE_SUPERSEDE]	= STEP(SUPERSEDED, SUPERSEDED),
	},
	[KMEND_STATE_REVERTING] = {
		[KMEND_MOVE_CANCEL]	= STEP(APPLIED, REVERT_FAILED),
		[KMEND_MOVE_COMMIT]	= STEP(REVERTED, REVERTED),
		[KMEND_MOVE_GIVE_UP]	= STEP(APPLIED, REVERT_FAILED),
	},
	[KMEND_STATE_REVERTED] = {
		[KMEND_MOVE_SUBMIT]	= STEP(PENDING, SUBMITTED),
	},
	[KMEND_STATE_FAILED] = {
		[KMEND_MOVE_SUBMIT]	= STEP(PENDING, SUBMITTED),
	},
	[KMEND_STATE_CANCELLED] = {
		[KMEND_MOVE_SUBMIT]	= STEP(PENDING, SUBMITTED),
	},
	[KMEND_STATE_SUPERSEDED] = {
		[KMEND_MOVE_SUBMIT]	= STEP(PENDING, SUBMITTED),
		[KMEND_MOVE_RESTORE]	= STEP(APPLIED, RESTORED),
	},
};

const struct kmend_step *kmend_state_next(enum kmend_state state, enum kmend_move move)
{
	const struct kmend_step *step;

	if ((unsigned int)state >= KMEND_NR_STATES || (unsigned int)move >= KMEND_NR_MOVES)
		return NULL;

	step = &kmend_steps[state][move];
	return step->event ? step : NULL;
}

bool kmend_state_is_busy(enum kmend_state state)
{
	return state == KMEND_STATE_APPLIED || kmend_state_is_tried(state);
}

bool kmend_state_is_in_force(enum kmend_state state)
{
	return state == KMEND_STATE_APPLIED || state == KMEND_STATE_REVERTING;
}

bool kmend_state_is_tried(enum kmend_state state)
{
	return state == KMEND_STATE_PENDING || state == KMEND_STATE_REVERTING ||
	       state == KMEND_STATE_QUEUED;
}
