/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_RING_H
#define _KMEND_RING_H

#include "compat.h"

/**
 * struct kmend_ring - the last records of a numbered sequence
 * @slots: record n lies in slot n % @size; NULL: there is none of that number
 * @size: how many slots, not 0
 * @last: number of the record that was added last; 0: none was yet
 */
struct kmend_ring {
	void **slots;
	u32 size;
	u64 last;
};

/**
 * kmend_ring_oldest() - the first number that the ring has room for
 * @ring: the ring
 *
 * Return: the number, from 1; all that are smaller are gone.
 */
u64 kmend_ring_oldest(const struct kmend_ring *ring);

/**
 * kmend_ring_add() - add the record of the next number
 * @ring: the ring
 * @record: the record; NULL leaves a hole
 *
 * Return: the record that had to go, to be freed by the caller, or NULL.
 */
void *kmend_ring_add(struct kmend_ring *ring, void *record);

/**
 * kmend_ring_next() - the first record from a number on
 * @ring: the ring
 * @seq: the number; moved to that of the record, or behind the last one
 *
 * Return: the record, which stays the ring's, or NULL: there is none.
 */
void *kmend_ring_next(const struct kmend_ring *ring, u64 *seq);

/**
 * kmend_ring_move() - hand the newest records over to a ring of another size
 * @to: a ring whose slots are all NULL; goes on with the numbers of @from
 * @from: keeps what @to has no room for
 */
void kmend_ring_move(struct kmend_ring *to, struct kmend_ring *from);

#endif
