/* SPDX-License-Identifier: GPL-2.0 */
/* A set of pointers of a fixed size, for where nothing can be allocated. */
#ifndef _KMEND_ROLL_H
#define _KMEND_ROLL_H

#include "compat.h"

enum {
	KMEND_ROLL_MAX = 512,
	KMEND_ROLL_SLOTS = 2 * KMEND_ROLL_MAX, /* a power of two; never more than half full */
};

/**
 * struct kmend_roll - the set
 * @who: the first @nr are its members, in the order in which they came
 * @nr: how many
 * @full: one more came for which there was no room
 * @slots: by hash, the place in @who plus one; 0: free
 *
 * All zeroes is an empty one. Whoever uses it sees to it that nobody else does.
 */
struct kmend_roll {
	u32 nr;
	bool full;
	void *who[KMEND_ROLL_MAX];
	u16 slots[KMEND_ROLL_SLOTS];
};

/**
 * kmend_roll_add() - put one in
 * @roll: where
 * @who: not NULL
 *
 * Return: whether it is new there. If not, it was there before, or @roll->full is set.
 */
bool kmend_roll_add(struct kmend_roll *roll, void *who);

/**
 * kmend_roll_has() - is one in it?
 * @roll: where
 * @who: not NULL
 */
bool kmend_roll_has(const struct kmend_roll *roll, const void *who);

/**
 * kmend_roll_clear() - make it empty
 * @roll: which
 */
void kmend_roll_clear(struct kmend_roll *roll);

#endif
