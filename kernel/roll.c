// SPDX-License-Identifier: GPL-2.0
/* A set of pointers of a fixed size: members in a row, found by an open hash. */
#include "roll.h"

/* Return: the slot that says where @who is, or the free one where that is to be said. */
static u32 kmend_roll_slot(const struct kmend_roll *roll, const void *who)
{
	/* Neighbours in memory are objects of one size: the product spreads them. */
	u32 slot = (u32)(((u64)(size_t)who * 0x9e3779b97f4a7c15ull) >> 40);

	for (;; slot++) {
		u16 place = roll->slots[slot % KMEND_ROLL_SLOTS];

		if (!place || roll->who[place - 1] == who)
			return slot % KMEND_ROLL_SLOTS;
	}
}

bool kmend_roll_add(struct kmend_roll *roll, void *who)
{
	u32 slot = kmend_roll_slot(roll, who);

	if (roll->slots[slot])
		return false;
	if (roll->nr == KMEND_ROLL_MAX) {
		roll->full = true;
		return false;
	}
	roll->who[roll->nr++] = who;
	roll->slots[slot] = (u16)roll->nr;
	return true;
}

bool kmend_roll_has(const struct kmend_roll *roll, const void *who)
{
	return roll->slots[kmend_roll_slot(roll, who)];
}

void kmend_roll_clear(struct kmend_roll *roll)
{
	roll->nr = 0;
	roll->full = false;
	memset(roll->slots, 0, sizeof(roll->slots));
}
