/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_STOP_H
#define _KMEND_STOP_H

#include <linux/atomic.h>
#include <linux/types.h>

struct kmend_attempt_result;
struct kmend_change;
struct kmend_stackcheck;
struct kmend_threads;

/**
 * struct kmend_stop - what the CPUs share in the stop, and the steps of an attempt before and after
 * @changes: @nr_changes of them
 * @nr_changes: see @changes
 * @check: the code that is to be quiet
 * @threads: the look before the stop
 * @budget_ns: it lasts no longer; 0: as long as it takes
 * @nr_cpus: how many stand still
 * @arrived: how many do so far
 * @begin_ns: when the first did
 * @pause_ns: how long they stood
 * @done: they may go on
 * @looked: it came to that
 */
struct kmend_stop {
	struct kmend_change *const *changes;
	u32 nr_changes;
	struct kmend_stackcheck *check;
	struct kmend_threads *threads;
	u64 budget_ns;
	unsigned int nr_cpus;
	atomic_t arrived;
	u64 begin_ns;
	u64 pause_ns;
	int done;
	bool looked;
};

/**
 * kmend_stop_run() - what each CPU does in the stop
 * @data: struct kmend_stop
 *
 * Context: stop_machine_cpuslocked(), with @nr_cpus set.
 * Return: 0.
 */
int kmend_stop_run(void *data);

/**
 * kmend_stop_machine() - stop it, and make the changes that nobody is in the way of
 * @stop: verified, those that ran looked at again
 * @result: how long that took
 *
 * Context: the manager's worker, cpus_read_lock() and text_mutex held.
 */
void kmend_stop_machine(struct kmend_stop *stop, struct kmend_attempt_result *result);

#endif
