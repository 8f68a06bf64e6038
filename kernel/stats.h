/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_STATS_H
#define _KMEND_STATS_H

#include <linux/types.h>

/**
 * struct kmend_stats - what the manager has done since it was loaded
 * @loaded: patches whose modules are loaded
 * @applied: of these, applied or reverting
 * @waiting: of these, queued, pending or reverting
 * @history: unloaded patches that are remembered
 * @transactions: requests that were accepted
 * @attempts: attempts that were made
 * @stops: how often the machine was stopped
 * @pause_total_ns: how long it stood still in all
 * @pause_max_ns: the longest of these pauses
 * @spared: attempts for which it was not stopped, as a thread was known to be in the way
 * @disagreements: threads that were missed, see compare_scans in threads.c
 * @evicted: threads of user processes that were told to come out of the code, once for each request and attempt
 * @woken: the same of kernel threads that were woken
 */
struct kmend_stats {
	u32 loaded;
	u32 applied;
	u32 waiting;
	u32 history;
	u64 transactions;
	u64 attempts;
	u64 stops;
	u64 pause_total_ns;
	u64 pause_max_ns;
	u64 spared;
	u64 disagreements;
	u64 evicted;
	u64 woken;
};

/**
 * kmend_stats - the counters; read and written under kmend_patches_mutex
 */
extern struct kmend_stats kmend_stats;

#endif
