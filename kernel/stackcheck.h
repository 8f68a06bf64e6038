/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_STACKCHECK_H
#define _KMEND_STACKCHECK_H

#include <linux/types.h>

struct kmend_report;

/**
 * struct kmend_range - code that no thread may be in
 * @start: first byte
 * @end: behind the last byte; it counts, see stackcheck.c
 * @group: for whom
 */
struct kmend_range {
	unsigned long start;
	unsigned long end;
	u32 group;
};

/**
 * struct kmend_hit - what was found on one stack for one group
 * @addr: an address inside one of its ranges; 0: nothing
 * @active: one where threads may go on
 * @unreliable: found by searching word by word
 */
struct kmend_hit {
	unsigned long addr;
	bool active;
	bool unreliable;
};

/**
 * struct kmend_stackcheck - one look at every thread, for several groups
 * @ranges: the code; up to the last seal sorted and disjoint
 * @nr_ranges: how many
 * @max_ranges: how many there is room for
 * @allowed: of the ranges, where threads may go on; @nr_allowed, at most @max_ranges, in no order
 * @nr_allowed: see @allowed
 * @nr_groups: how many groups
 * @reports: by group, where the threads inside are noted
 * @own: by CPU and group, what its thread found on its own stack
 * @hits: by group, what was found on the stack that is looked at
 */
struct kmend_stackcheck {
	struct kmend_range *ranges;
	u32 nr_ranges;
	u32 max_ranges;
	struct kmend_range *allowed;
	u32 nr_allowed;
	u32 nr_groups;
	struct kmend_report **reports;
	struct kmend_hit *own;
	struct kmend_hit *hits;
};

/**
 * kmend_stackcheck_init() - prepare a look
 * @check: what kmend_stackcheck_exit() ends, also after a failure
 * @max_ranges: how many ranges will be added at most
 * @nr_groups: how many groups; the caller sets their reports
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int kmend_stackcheck_init(struct kmend_stackcheck *check, u32 max_ranges, u32 nr_groups);
void kmend_stackcheck_exit(struct kmend_stackcheck *check);

/**
 * kmend_stackcheck_add() - add code that no thread may be in
 * @check: the look
 * @group: for whom; not sealed yet
 * @start: first byte
 * @size: bytes
 */
void kmend_stackcheck_add(struct kmend_stackcheck *check, u32 group, unsigned long start,
			  unsigned long size);

/**
 * kmend_stackcheck_allow() - let threads go on in some of the code that was added
 * @check: the look
 * @group: for whom
 * @start: first byte
 * @size: bytes
 *
 * A thread that is in nothing else of the group is counted in the report, and in nobody's way.
 */
void kmend_stackcheck_allow(struct kmend_stackcheck *check, u32 group, unsigned long start,
			    unsigned long size);

/**
 * kmend_stackcheck_seal() - all ranges of a group are there
 * @check: the look; all ranges but this group's are sealed
 * @group: for whom
 *
 * Return: whether none of them touches one of another group. If one does, drop
 * them.
 */
bool kmend_stackcheck_seal(struct kmend_stackcheck *check, u32 group);

/**
 * kmend_stackcheck_drop() - a group has no interest any more
 * @check: the look
 * @group: which
 */
void kmend_stackcheck_drop(struct kmend_stackcheck *check, u32 group);

/**
 * kmend_stackcheck_own() - look at the stack of the thread that calls
 * @check: sealed
 *
 * Context: in the stop, on every CPU.
 */
void kmend_stackcheck_own(struct kmend_stackcheck *check);

/**
 * kmend_stackcheck_run() - look at every thread
 * @check: kmend_stackcheck_own() has run on every CPU that is online
 * @end_ns: when it must be over, of ktime_get_mono_fast_ns(); 0: no matter when
 *
 * Context: in the stop, on one CPU, while the others spin.
 * Return: whether it was over by then; if not, it was broken off.
 */
bool kmend_stackcheck_run(struct kmend_stackcheck *check, u64 end_ns);

/**
 * kmend_stackcheck_look() - look at every thread that does not run just now
 * @check: sealed
 *
 * Context: process, while the machine goes on.
 * Return: nanoseconds that looking took.
 */
u64 kmend_stackcheck_look(struct kmend_stackcheck *check);

#endif
