/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_TELL_H
#define _KMEND_TELL_H

#include "kmend.h"
#include "state.h"

struct kmend_change;
struct kmend_request;

/*
 * Context of all but kmend_tell_step(): kmend_patches_mutex held. The events are sent when it was dropped.
 */

/**
 * kmend_tell_note() - write down what an attempt found
 * @request: its attempt is over
 *
 * First thing afterwards, while every module that was looked at is still there.
 */
void kmend_tell_note(struct kmend_request *request);

/**
 * kmend_tell_forget() - nothing of the last attempt is true any more
 * @request: the request
 */
void kmend_tell_forget(struct kmend_request *request);

/**
 * kmend_tell_all() - to whoever asks
 * @request: the request
 */
void kmend_tell_all(const struct kmend_request *request);

/**
 * kmend_tell_move() - move the patches that were asked for, which is an event
 * @request: the request
 * @move: where
 * @cause: why
 */
void kmend_tell_move(struct kmend_request *request, enum kmend_move move, enum kmend_cause cause);

/**
 * kmend_tell_event() - an event that is no move
 * @request: the request
 * @event: what happened
 * @cause: why
 */
void kmend_tell_event(struct kmend_request *request, enum kmend_event event, enum kmend_cause cause);

/**
 * kmend_tell_checked() - what a check found
 * @request: a check
 * @cause: what speaks against it
 *
 * That is an event, and nothing else: the patches stay as they were.
 */
void kmend_tell_checked(struct kmend_request *request, enum kmend_cause cause);

/**
 * kmend_tell_step() - tell of a step in an attempt
 * @change: of a request that is begun
 * @event: what happened
 * @threads: to how many threads
 *
 * The event is noted at once; it is sent after the attempt.
 *
 * Context: the manager's worker; takes kmend_patches_mutex.
 */
void kmend_tell_step(struct kmend_change *change, enum kmend_event event, u32 threads);

#endif
