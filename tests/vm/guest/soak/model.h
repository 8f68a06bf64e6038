/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of the model share; see model.c. */
#ifndef _SOAK_MODEL_H
#define _SOAK_MODEL_H

#include "soak.h"

/**
 * struct model - a patch
 * @state: enum kmend_state, or ABSENT
 * @by: which one superseded it; PATCHES: none, or it is no more
 * @after: a bit for each that may have been out already when this one was applied, and only waited for
 *	a grace period
 * @order: when it was applied, a number that grows; kept while superseded
 * @transaction: the last request about it
 * @ended: the event of the beginning or end that is being told; 0: none
 */
struct model {
	uint32_t state;
	size_t by;
	uint32_t after;
	uint64_t order;
	uint64_t transaction;
	uint32_t ended;
};

extern struct model models[PATCHES];

/* Is the patch in one of these states? */
static inline bool is(size_t patch, uint32_t states)
{
	return BIT(models[patch].state) & states;
}

const char *state_name(uint32_t state);

/* --- judge.c --- */

/* No reason may be told that nothing in the guest can have brought about. */
void judge_cause(const struct libkmend_patch *told);
/* The members that were told of in one go, those that have an @ended. */
void judge_told(uint64_t transaction, bool began);

#endif
