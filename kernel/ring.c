// SPDX-License-Identifier: GPL-2.0
/*
 * The last records of a numbered sequence, found by their number. Pure; memory
 * and locks are the caller's.
 */
#include "ring.h"

static void **kmend_ring_slot(const struct kmend_ring *ring, u64 seq)
{
	return &ring->slots[seq % ring->size];
}

u64 kmend_ring_oldest(const struct kmend_ring *ring)
{
	return ring->last < ring->size ? 1 : ring->last - ring->size + 1;
}

void *kmend_ring_add(struct kmend_ring *ring, void *record)
{
	void **slot = kmend_ring_slot(ring, ++ring->last);
	void *old = *slot;

	*slot = record;
	return old;
}

void *kmend_ring_next(const struct kmend_ring *ring, u64 *seq)
{
	u64 oldest = kmend_ring_oldest(ring);
	void *record;

	if (*seq < oldest)
		*seq = oldest;
	for (; *seq <= ring->last; (*seq)++) {
		record = *kmend_ring_slot(ring, *seq);
		if (record)
			return record;
	}
	return NULL;
}

void kmend_ring_move(struct kmend_ring *to, struct kmend_ring *from)
{
	u64 oldest, seq;

	to->last = from->last;
	oldest = kmend_ring_oldest(to->size < from->size ? to : from);
	for (seq = oldest; seq <= from->last; seq++) {
		*kmend_ring_slot(to, seq) = *kmend_ring_slot(from, seq);
		*kmend_ring_slot(from, seq) = NULL;
	}
}
