/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_STACKCHECK_H
#define _KMEND_STACKCHECK_H

#include <linux/types.h>

struct kmend_report;

/* Code that no thread may be in; the end counts, see stackcheck.c. */
struct kmend_range {
	unsigned long start;
	unsigned long end;
};

/**
 * struct kmend_hit - what was found on one stack
 * @addr: an address inside a range; 0: nothing
 * @unreliable: found by searching word by word
 */
struct kmend_hit {
	unsigned long addr;
	bool unreliable;
};

/**
 * struct kmend_stackcheck - one look at every thread
 * @ranges: the code; after kmend_stackcheck_seal() sorted and disjoint
 * @nr_ranges: how many
 * @max_ranges: how many there is room for
 * @own: by CPU, what its thread found on its own stack
 */
struct kmend_stackcheck {
	struct kmend_range *ranges;
	unsigned int nr_ranges;
	unsigned int max_ranges;
	struct kmend_hit *own;
};

/**
 * kmend_stackcheck_init() - prepare a look
 * @check: what kmend_stackcheck_exit() ends, also after a failure
 * @max_ranges: how many ranges will be added at most
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int kmend_stackcheck_init(struct kmend_stackcheck *check, unsigned int max_ranges);
void kmend_stackcheck_exit(struct kmend_stackcheck *check);

/**
 * kmend_stackcheck_add() - add code that no thread may be in
 * @check: not sealed yet
 * @start: first byte
 * @size: bytes
 */
void kmend_stackcheck_add(struct kmend_stackcheck *check, unsigned long start,
			  unsigned long size);

/**
 * kmend_stackcheck_seal() - all ranges are there
 * @check: every range added
 */
void kmend_stackcheck_seal(struct kmend_stackcheck *check);

/**
 * kmend_stackcheck_own() - look at the stack of the thread that calls
 * @check: sealed
 *
 * Context: in the stop, on every CPU.
 */
void kmend_stackcheck_own(struct kmend_stackcheck *check);

/**
 * kmend_stackcheck_is_clear() - look at every thread
 * @check: kmend_stackcheck_own() has run on every CPU that is online
 * @report: the threads inside are noted here
 *
 * Context: in the stop, on one CPU, while the others spin.
 * Return: whether no thread is in any of the ranges.
 */
bool kmend_stackcheck_is_clear(const struct kmend_stackcheck *check,
			       struct kmend_report *report);

#endif
