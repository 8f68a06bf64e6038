/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_STATE_H
#define _KMEND_STATE_H

#include "compat.h"

#include "../uapi/kmend.h"

#define KMEND_STATE_COUNT(name, number, text, about) + 1
enum { KMEND_NR_STATES = 0 KMEND_STATE_LIST(KMEND_STATE_COUNT) };
#undef KMEND_STATE_COUNT

/**
 * enum kmend_move - what can happen to a patch, as the state machine sees it
 * @KMEND_MOVE_SUBMIT: somebody asked to apply it
 * @KMEND_MOVE_REVERT: somebody asked to take it out
 * @KMEND_MOVE_CANCEL: somebody asked to stop trying
 * @KMEND_MOVE_COMMIT: an attempt did what was asked for
 * @KMEND_MOVE_GIVE_UP: trying again is no use, or time or attempts are used up
 * @KMEND_MOVE_WAIT: what it depends on is not applied
 * @KMEND_MOVE_READY: all that it depends on is applied
 * @KMEND_MOVE_SUPERSEDE: a patch that replaces it went in, and it out with that
 * @KMEND_MOVE_RESTORE: the patch that had replaced it went out, and it in with that
 * @KMEND_NR_MOVES: how many there are
 *
 * Not the events of uapi/kmend.h, which tell what came of it.
 */
enum kmend_move {
	KMEND_MOVE_SUBMIT,
	KMEND_MOVE_REVERT,
	KMEND_MOVE_CANCEL,
	KMEND_MOVE_COMMIT,
	KMEND_MOVE_GIVE_UP,
	KMEND_MOVE_WAIT,
	KMEND_MOVE_READY,
	KMEND_MOVE_SUPERSEDE,
	KMEND_MOVE_RESTORE,
	KMEND_NR_MOVES,
};

/**
 * struct kmend_step - what a legal move leads to
 * @state: the state after it
 * @event: what listeners are told; never 0
 */
struct kmend_step {
	u8 state;
	u8 event;
};

/**
 * kmend_state_next() - look a move up in the table
 * @state: the state that the patch is in
 * @move: what happened
 *
 * Context: any; pure.
 * Return: where it leads, or NULL if the move is not legal in that state.
 */
const struct kmend_step *kmend_state_next(enum kmend_state state, enum kmend_move move);

/**
 * kmend_state_is_busy() - does the manager need the patch module in this state?
 * @state: the state
 *
 * In these states the patch module is referenced and cannot be unloaded:
 * its code is in force, or the worker may be about to put it there.
 *
 * Context: any; pure.
 * Return: true for queued, pending, applied and reverting.
 */
bool kmend_state_is_busy(enum kmend_state state);

/**
 * kmend_state_is_in_force() - does its code run?
 * @state: the state
 *
 * Context: any; pure.
 * Return: true for applied and reverting.
 */
bool kmend_state_is_in_force(enum kmend_state state);

/**
 * kmend_state_is_tried() - does somebody wait for something to happen to it?
 * @state: the state
 *
 * Context: any; pure.
 * Return: true for queued, pending and reverting, the states that CANCEL ends.
 */
bool kmend_state_is_tried(enum kmend_state state);

#endif
