/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_THREADS_H
#define _KMEND_THREADS_H

#include <linux/types.h>

struct kmend_stackcheck;
struct task_struct;

/**
 * struct kmend_again - threads that must be looked at again
 * @who: @nr of them, each held
 * @nr: how many
 */
struct kmend_again {
	struct task_struct **who;
	u32 nr;
};

/**
 * struct kmend_stray - a thread that a look at all found and the short one had not
 * @tid: its id; 0: none was found, or an idle task
 * @comm: its name
 * @func: where it is; an address, printed with %ps; 0: none was found
 */
struct kmend_stray {
	pid_t tid;
	char comm[16];
	unsigned long func;
};

/**
 * struct kmend_threads - a look at all threads, most of it before the stop
 * @check: what to look for
 * @again: those that this round has to leave to the next, and those that the last one left
 * @max_again: how many there is room for
 * @now: which of the two is this round's
 * @all: too many ran to be noted: all must be looked at
 * @watching: to be ended
 * @final: nobody looks again, so threads that are about to run are told, too
 * @clear: by group, that nobody had been found when the round began
 * @nr_strays: how often the look at all found a thread in a group that was clear
 * @stray: the first of these
 */
struct kmend_threads {
	struct kmend_stackcheck *check;
	struct kmend_again again[2];
	u32 max_again;
	u8 now;
	bool all;
	bool watching;
	bool final;
	bool *clear;
	u32 nr_strays;
	struct kmend_stray stray;
};

/**
 * kmend_threads_begin() - watch who runs, and look at every thread
 * @threads: what kmend_threads_end() ends, also after a failure
 * @check: sealed
 *
 * The machine goes on. Who sleeps in the code is in the reports.
 *
 * Context: the manager's worker, as for all below but kmend_threads_run(). May sleep; no lock
 * that the kernel takes to change its code may be held.
 * Return: 0, or -errno if the kernel is short of memory.
 */
int kmend_threads_begin(struct kmend_threads *threads, struct kmend_stackcheck *check);

/**
 * kmend_threads_renew() - look at every thread again
 * @threads: begun
 *
 * The reports are filled anew.
 *
 * Context: as kmend_threads_begin().
 * Return: 0, or -ENOMEM; the reports say nothing then.
 */
int kmend_threads_renew(struct kmend_threads *threads);

/**
 * kmend_threads_again() - look at those who have run since the last look
 * @threads: begun
 *
 * Context: does not sleep; see kmend_watch_turn() for locks.
 */
void kmend_threads_again(struct kmend_threads *threads);

/**
 * kmend_threads_run() - look at those who can be in the code now
 * @threads: begun; kmend_stackcheck_own() has run on every CPU that is online
 * @end_ns: when it must be over, of ktime_get_mono_fast_ns(); 0: no matter when
 *
 * Context: in the stop, on one CPU, while the others spin.
 * Return: whether it was over by then; if not, it was broken off.
 */
bool kmend_threads_run(struct kmend_threads *threads, u64 end_ns);

/**
 * kmend_threads_guess() - how long would kmend_threads_run() take?
 * @threads: begun; nothing but kmend_threads_end() may follow
 *
 * Those who have run since the last look are looked at as far as that can be while the machine
 * goes on, and told.
 *
 * Return: nanoseconds that it took.
 */
u64 kmend_threads_guess(struct kmend_threads *threads);

/**
 * kmend_threads_end() - watch no more
 * @threads: begun, or all zeroes
 *
 * Says so in the kernel's log if a thread had been missed.
 *
 * Context: as kmend_threads_begin().
 */
void kmend_threads_end(struct kmend_threads *threads);

#endif
