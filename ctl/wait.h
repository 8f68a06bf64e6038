/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting for the outcome of a request, showing on the way what happens. */
#ifndef KMEND_CTL_WAIT_H
#define KMEND_CTL_WAIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct libkmend;
struct libkmend_patch;

/**
 * enum kmend_wait_for - what was asked for
 * @KMEND_WAIT_APPLY: an apply, or its cancellation
 * @KMEND_WAIT_REVERT: a revert, or its cancellation: to find a patch applied means
 *	that the revert failed
 * @KMEND_WAIT_CHECK: a dry run
 */
enum kmend_wait_for {
	KMEND_WAIT_APPLY,
	KMEND_WAIT_REVERT,
	KMEND_WAIT_CHECK,
};

/**
 * struct kmend_member - a patch of the transaction
 * @id: its id
 * @outcome: how it ended: KMEND_EVENT_APPLIED, FAILED, CANCELLED, REVERTED,
 *	REVERT_FAILED or CHECKED; 0: not yet, or not known
 */
struct kmend_member {
	char *id;
	uint32_t outcome;
};

/**
 * struct kmend_wait - a wait for a transaction; start with all 0 but what stands
 * first, and give it to kmend_wait_destroy()
 * @kmend: a handle that was subscribed before the request was sent
 * @what: what was asked for
 * @json: print events as JSON, or else as text
 * @transaction: the request's number; to be set before kmend_wait()
 * @members: @nr patches, see kmend_wait_add(); more are added when events tell
 *	that they belong to the transaction
 * @nr: see @members
 */
struct kmend_wait {
	struct libkmend *kmend;
	enum kmend_wait_for what;
	bool json;
	uint64_t transaction;
	struct kmend_member *members;
	size_t nr;
};

/**
 * kmend_wait_add() - wait for this patch, too
 * @wait: the wait
 * @id: the patch; one that is there already is not added again
 * @err: no memory
 *
 * Return: 0, or -1 with @err.
 */
int kmend_wait_add(struct kmend_wait *wait, const char *id, struct kmend_err *err);

/**
 * kmend_wait() - wait until the manager is through with all patches
 * @wait: the wait
 * @err: why it is not known, or else (with a return of 0) why the outcome is a failure
 *
 * Return: 0 when all outcomes are known. -1 with @err: not known;
 * KMEND_EXIT_INTERRUPTED: SIGINT came, the manager goes on.
 */
int kmend_wait(struct kmend_wait *wait, struct kmend_err *err);

/**
 * kmend_wait_outcome() - how one of them ended
 * @wait: the wait, over
 * @id: the patch
 *
 * Return: see struct kmend_member; 0 also if it is none of them.
 */
uint32_t kmend_wait_outcome(const struct kmend_wait *wait, const char *id);

/**
 * kmend_wait_destroy() - free what it holds
 * @wait: the wait
 */
void kmend_wait_destroy(struct kmend_wait *wait);

/**
 * kmend_accepted() - say that the manager took a request, for who does not wait
 * @kmend: the handle
 * @ids: @nr patches
 * @nr: at least 1
 * @what: what it will do, "revert submitted"
 * @json: print the patches as JSON instead, a line each
 * @err: why a patch could not be got
 *
 * Return: 0, or -1 with @err.
 */
int kmend_accepted(struct libkmend *kmend, const char *const *ids, size_t nr, const char *what,
		   bool json, struct kmend_err *err);

#endif
