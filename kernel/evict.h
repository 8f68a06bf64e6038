/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_EVICT_H
#define _KMEND_EVICT_H

#include <linux/types.h>

struct kmend_change;
struct kmend_stackcheck;
struct kmend_threads;

/**
 * struct kmend_evict_pace - how often others are disturbed for a change that somebody keeps out
 * @step: attempts that pass without, the next time
 * @rest: so many of them are still to come
 * @tid: who was asked out or woken the last time, and stayed; 0: nobody
 * @born: when that thread began, so that it is not taken for another one
 * @held: nobody is brought out in this attempt
 * @obstructed: somebody sleeps in the code who cannot be brought out, as far as seen in this attempt
 *
 * evict.c's, but that attempt.c sets the last two to false when an attempt begins. All zero at first; the
 * rest goes from one attempt of a request to the next.
 */
struct kmend_evict_pace {
	u32 step;
	u32 rest;
	pid_t tid;
	u64 born;
	bool held;
	bool obstructed;
};

/**
 * kmend_evict_is_due() - is somebody in the way whom the policy lets be brought out?
 * @changes: @nr of them, with their reports
 * @nr: how many
 */
bool kmend_evict_is_due(struct kmend_change *const *changes, u32 nr);

/**
 * kmend_evict_run() - bring threads out of the code where the policy says so
 * @changes: @nr of them; those that are to be made, allow it and have threads in their way count
 * @nr: how many
 * @check: sealed, what @threads look for
 * @threads: begun; looked at anew when this returns
 *
 * Nothing is promised: whoever is still in the code is in the reports as ever. Each step is counted in the changes and told
 * as an event. kmend_evict_release() must follow.
 *
 * Context: the manager's worker; may sleep, as long as threads arrive where they wait, and a moment longer.
 * kmend_targets_mutex held, no lock that the kernel takes to change its code.
 * Return: 0, or -ENOMEM: the reports say nothing.
 */
int kmend_evict_run(struct kmend_change *const *changes, u32 nr, struct kmend_stackcheck *check,
		    struct kmend_threads *threads);

/**
 * kmend_evict_release() - let go on whoever was parked
 * @changes: as above; that it is over is told for each
 * @nr: how many
 *
 * Afterwards no thread waits for the attempt any more, nor will one.
 *
 * Context: the manager's worker; may sleep.
 */
void kmend_evict_release(struct kmend_change *const *changes, u32 nr);

#endif
