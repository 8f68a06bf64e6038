/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_ATTEMPT_H
#define _KMEND_ATTEMPT_H

#include <linux/types.h>

struct kmend_change;
struct kmend_stackcheck;

/* Changes in one attempt: more would lengthen the stop for all of them. */
enum { KMEND_CHANGES_MAX = 16 };

/**
 * struct kmend_attempt_result - what an attempt cost
 * @stopped: the machine was stopped
 * @waits: a grace period of RCU tasks must pass before kmend_attempt_close()
 * @pause_ns: how long it stood still
 * @disagreements: threads that were missed, see compare_scans in threads.c
 */
struct kmend_attempt_result {
	bool stopped;
	bool waits;
	u64 pause_ns;
	u32 disagreements;
};

/**
 * kmend_attempt_run() - try once to make some changes, in one stop of the machine
 * @changes: @nr of them, independent of each other
 * @nr: 1 to KMEND_CHANGES_MAX
 * @budget_ns: the machine stands still for no longer; 0: as long as it takes
 * @result: what it cost
 *
 * Each change is made as a whole or not at all, and one that cannot be made does
 * not keep the others from it: unless a change's err is 0, of that change the running
 * code is as it was and nothing is claimed. kmend_attempt_close() ends it. When it is called, no thread is or will
 * come into the code of a patch that went out by way of the functions it replaced; where the change
 * lingers, that is true after a grace period of RCU tasks, and then kmend_attempt_finish() is to be called.
 *
 * Context: process, may sleep; only from the manager's worker, which runs one
 * attempt at a time.
 */
void kmend_attempt_run(struct kmend_change *const *changes, u32 nr, u64 budget_ns,
		       struct kmend_attempt_result *result);

/**
 * kmend_attempt_close() - the last hooks of an attempt
 * @changes: as for kmend_attempt_run(), which was called before
 * @nr: the same
 *
 * Context: as above.
 */
void kmend_attempt_close(struct kmend_change *const *changes, u32 nr);

/**
 * kmend_attempt_finish() - what remains to be done of a change that lingered
 * @change: made; a grace period of RCU tasks has passed since
 *
 * Context: as above; not within an attempt.
 */
void kmend_attempt_finish(struct kmend_change *change);

/**
 * kmend_attempt_admit() - put a patch on a module that comes, before anybody runs its code
 * @change: one member, admitted, with the functions of that module
 *
 * Nobody can be in the way, so the machine goes on, and no hooks are called.
 *
 * Context: kmend_targets_mutex held, the module's notifier; may sleep. The worker may be between the
 * two parts of an attempt.
 * Return: 0; -errno, also in @change->err, with the report: nothing is changed.
 */
int kmend_attempt_admit(struct kmend_change *change);

/**
 * kmend_attempt_survey() - look at every thread
 * @check: sealed; its reports are filled in
 *
 * The machine is stopped only if none was found before.
 *
 * Context: as above.
 * Return: whether all could be looked at; if not, the reports say nothing.
 */
bool kmend_attempt_survey(struct kmend_stackcheck *check);

/**
 * kmend_attempt_look() - would a change be possible now?
 * @change: the change
 * @budget_ns: as above, held against the guess
 * @result: @pause_ns: how long the machine would have stood still, at a guess
 *
 * Everything that an attempt does but to claim, stop, write and call hooks, and what can only be
 * known of an entry that is claimed: a probe that is switched off, on a function that ftrace
 * does not know. Threads are looked at while the machine goes on, so those that never leave their
 * CPU are not seen.
 *
 * Context: as above.
 */
void kmend_attempt_look(struct kmend_change *change, u64 budget_ns,
			struct kmend_attempt_result *result);

#endif
