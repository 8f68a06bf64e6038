/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_STACKCHECK_H
#define _KMEND_STACKCHECK_H

#include <linux/types.h>

struct kmend_report;
struct module;
struct task_struct;

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
 * @restart: not a frame: the system call that the thread is to restart goes on there
 */
struct kmend_hit {
	unsigned long addr;
	bool active;
	bool unreliable;
	bool restart;
};

/**
 * struct kmend_stackcheck - what to look for on stacks, for several groups
 * @ranges: the code; up to the last seal sorted and disjoint
 * @nr_ranges: how many
 * @max_ranges: how many there is room for
 * @allowed: of the ranges, where threads may go on; @nr_allowed, at most @max_ranges, in no order
 * @nr_allowed: see @allowed
 * @leaving: of the ranges, what goes away; @nr_leaving, at most @max_ranges, in no order
 * @nr_leaving: see @leaving
 * @nr_groups: how many groups
 * @reports: by group, where the threads inside are noted
 * @own: by CPU and group, what its thread found on its own stack
 * @owner: by CPU, that thread
 * @hits: by group, what was found on the stack that is looked at
 */
struct kmend_stackcheck {
	struct kmend_range *ranges;
	u32 nr_ranges;
	u32 max_ranges;
	struct kmend_range *allowed;
	u32 nr_allowed;
	struct kmend_range *leaving;
	u32 nr_leaving;
	u32 nr_groups;
	struct kmend_report **reports;
	struct kmend_hit *own;
	struct task_struct **owner;
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
 * kmend_stackcheck_leave() - some of the code that was added goes away
 * @check: the look
 * @group: for whom
 * @start: first byte
 * @size: bytes
 *
 * So a thread that has only noted to call a function there is in the way as well.
 */
void kmend_stackcheck_leave(struct kmend_stackcheck *check, u32 group, unsigned long start,
			    unsigned long size);

/**
 * kmend_stackcheck_add_module() - add all code of a module
 * @check: the look
 * @group: for whom
 * @module: one that cannot go meanwhile
 * @leaves: it goes away, see kmend_stackcheck_leave()
 */
void kmend_stackcheck_add_module(struct kmend_stackcheck *check, u32 group,
				 const struct module *module, bool leaves);

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
 * kmend_stackcheck_tell_own() - tell of whom kmend_stackcheck_own() has found
 * @check: kmend_stackcheck_own() has run on every CPU that is online
 *
 * Context: in the stop, on one CPU, while the others spin.
 */
void kmend_stackcheck_tell_own(const struct kmend_stackcheck *check);

/**
 * kmend_stackcheck_task() - look at the stack of one thread
 * @check: sealed
 * @task: switched out, and kept so, with its stack there; or the caller
 * @hits: by group, what was found
 *
 * Unwinds it reliably if that can be, else searches it.
 *
 * Context: any.
 * Return: whether anything was found.
 */
bool kmend_stackcheck_task(const struct kmend_stackcheck *check, struct task_struct *task,
			   struct kmend_hit *hits);

/**
 * kmend_stackcheck_restarts() - could a thread restart a call in code that goes away?
 * @check: as above
 * @task: any; what it would say is only reliable of one that does not run
 *
 * Context: any.
 * Return: whether its note says so.
 */
bool kmend_stackcheck_restarts(const struct kmend_stackcheck *check, const struct task_struct *task);

/**
 * kmend_stackcheck_is_clear() - is there certainly nothing on a stack?
 * @check: as above
 * @task: as above
 * @hits: room for what was found
 *
 * Searches it word by word: much quicker than to unwind it.
 *
 * Context: as above.
 * Return: if not, kmend_stackcheck_task() has to tell.
 */
bool kmend_stackcheck_is_clear(const struct kmend_stackcheck *check, struct task_struct *task,
			       struct kmend_hit *hits);

/**
 * kmend_stackcheck_tell() - note a thread in the reports
 * @check: sealed
 * @task: what was looked at
 * @hits: by group, what was found
 */
void kmend_stackcheck_tell(const struct kmend_stackcheck *check, struct task_struct *task,
			   const struct kmend_hit *hits);

#endif
