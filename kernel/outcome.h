/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_OUTCOME_H
#define _KMEND_OUTCOME_H

#include "kmend.h"

/* Room for a function's name in a blocker; a longer one is cut. */
#define KMEND_BLOCKER_FUNC_SIZE 128

/**
 * struct kmend_outcome - who was in the way of the last attempt, in words that outlive it
 * @users: the request, and the patches that it is told of
 * @nr_blockers: threads found inside; may exceed the arrays
 * @blockers: the first of them; the addresses in it are not used again
 * @func: name of each one's function; may be empty
 *
 * Guarded by kmend_patches_mutex.
 */
struct kmend_outcome {
	u32 users;
	u32 nr_blockers;
	struct kmend_blocker blockers[KMEND_BLOCKERS_MAX];
	char func[KMEND_BLOCKERS_MAX][KMEND_BLOCKER_FUNC_SIZE];
};

/**
 * kmend_outcome_create() - an outcome without blockers
 *
 * Return: the outcome, with one user, or NULL. End it with kmend_outcome_put().
 */
struct kmend_outcome *kmend_outcome_create(void);

/**
 * kmend_outcome_get() - one user more
 * @outcome: the outcome
 *
 * Context: kmend_patches_mutex held.
 * Return: @outcome.
 */
struct kmend_outcome *kmend_outcome_get(struct kmend_outcome *outcome);

/**
 * kmend_outcome_put() - one user less; the last one frees it
 * @outcome: may be NULL
 *
 * Context: kmend_patches_mutex held, unless the caller is the only one who knows it.
 */
void kmend_outcome_put(struct kmend_outcome *outcome);

/**
 * kmend_outcome_note() - write down whom an attempt found
 * @outcome: what was in it is gone
 * @report: of the attempt
 *
 * Context: kmend_patches_mutex held; right after the attempt, while every module that
 * was looked at is still there.
 */
void kmend_outcome_note(struct kmend_outcome *outcome, const struct kmend_report *report);

#endif
