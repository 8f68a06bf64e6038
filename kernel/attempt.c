// SPDX-License-Identifier: GPL-2.0
/* One attempt to make some changes: of each of them all, or nothing. */
#include "attempt.h"

#include <linux/cpu.h>
#include <linux/kprobes.h>
#include <linux/memory.h>
#include <linux/stop_machine.h>
#include <linux/timekeeping.h>
#include <asm/text-patching.h>

#include "active.h"
#include "beforeload.h"
#include "evict.h"
#include "hooks.h"
#include "kmend.h"
#include "plan.h"
#include "planclaim.h"
#include "stack.h"
#include "stackcheck.h"
#include "stop.h"
#include "target.h"
#include "threads.h"
#include "unexported.h"
#include "verify.h"

/**
 * DOC: An attempt
 *
 * An attempt is made of changes (plan.c) that have nothing to do with each other
 * but that they share one stop: each has its own outcome. A change is all or
 * nothing.
 *
 * a) Prepare: memory, the modules that are there (target.c), the jumps, a writable
 *    mapping of each entry. May sleep.
 * b) Claim the entries that are not ours from ftrace: to write there (redirect.c), or to be called from
 *    there (direct.c). kmend_targets_mutex is dropped, as ftrace may be about to get one back, or have to wait
 *    itself: both are grace periods, and modules come and go meanwhile. What is there is
 *    pinned, and entry->slot keeps others away. Then the patches' own hooks that come first (hooks.c).
 * c) Look at every stack while the machine goes on, and watch who runs from then on
 *    (threads.c). No lock is held: others change code, too, and must not
 *    wait for that. If the policy is that far, those who sleep in the code are brought out of
 *    it (evict.c), after d) has said once that the change can be made, and all are looked at again.
 * d) Verify (verify.c), under kprobe_mutex, cpus_read_lock() and text_mutex, all
 *    held until e) is over. A change that can never be made is told as that, also if a thread
 *    is in its way. If threads are in the way of all, that is the end: the
 *    machine is not stopped.
 * e) Stop the machine. Look at the stacks of those that ran since c); write all jumps of
 *    each change that none is in the way of and no hook is against. Nothing after the
 *    first store can fail. If looking takes longer than the pause may, nothing is written.
 * f) Drop the locks, let go on who was brought out, note what is applied (stack.c), unmap, give back the claims
 *    of entries that carry no replacement. The last of the hooks.
 *
 * Locks. kprobe_mutex -> cpus_read_lock() -> text_mutex -> the stopper's, which is
 * the kernel's own order (kprobes, jump labels). So the stop is
 * stop_machine_cpuslocked(): stop_machine() would take cpus_read_lock() inside
 * text_mutex. ftrace_lock, which the kernel takes between kprobe_mutex and
 * text_mutex, is taken and dropped in b) and f), where none of these is held.
 * To watch is to register a probe on a tracepoint, which takes them all: so it begins before they are
 * held and ends after. entries_mutex is innermost. kmend_targets_mutex is held around all of that but b).
 *
 * Half-way failure. Up to e) an attempt changed nothing but claims, and what hooks did, which
 * have hooks of their own for that; f) is the same for every outcome. Out of memory can only happen in a) and c), and is worth
 * another attempt.
 *
 * Modules. The manager holds a reference on each patch module from before the
 * attempt until it is out of force, and cannot itself go while its worker runs. The
 * code that is redirected belongs to the kernel proper, which never goes, or to a module
 * that is pinned until the attempt is over (target.c).
 *
 * CPUs cannot come or go from d) on. NMIs are the one thing that runs in e)
 * besides us: one that began in old code finishes there, one that begins
 * meanwhile may meet some functions old and some new.
 *
 * Which code must be quiet:
 * - Of a patch that comes in: each function and part that is replaced. When a replacement is in
 *   force there already, that replacement, too, since it is what gets replaced
 *   now. Its .cold half is not described, so the whole of its module's code must
 *   be quiet: more than needed, never less. Older ones and the original below it
 *   were quiet when they were covered, and nobody has come in by the entry since.
 *   What calls an older one directly is its own patch's code, which goes on as it
 *   was built.
 * - Of a patch that goes out: the whole code of its module.
 *
 * Threads may go on in some of it, if the patch and the policy say so (active.c).
 *
 * Old code stays where it is, or goes with its own module, whose business it is that no thread
 * is in it then. So all that a thread missed in it costs is one more run of the old function. The code of a patch that goes out goes away. So
 * that also waits for RCU tasks: for threads that were preempted where
 * no stack shows it (a probe's out-of-line copy), and for those that exit and
 * are on no list any more. That may take seconds, in which other attempts need not wait: so a
 * change that only takes out is left as it is (kmend_change.lingers), and whoever had the
 * attempt made finishes it after the grace period (retry.c). Its code is out; its patches are not
 * told as that, hold their modules and can be neither asked for nor unloaded until then. If a change
 * also brings something in, no other attempt is made in between (kmend_attempt_result.waits).
 */

/* Return: whether any of them is still to be made. */
static bool kmend_attempt_is_on(struct kmend_change *const *changes, u32 nr)
{
	u32 i;

	for (i = 0; i < nr; i++)
		if (!changes[i]->err)
			return true;
	return false;
}

static void kmend_attempt_verify(struct kmend_stop *stop)
{
	struct kmend_change *change;
	u32 i;

	for (i = 0; i < stop->nr_changes; i++) {
		change = stop->changes[i];
		if (!change->err && kmend_plan_verify(change)) {
			kmend_stackcheck_drop(stop->check, change->group);
			/* Who is in the way of what cannot be is of no interest. */
			change->report->nr_blockers = 0;
		}
	}
}

static void kmend_attempt_lack_memory(struct kmend_stop *stop)
{
	u32 i;

	for (i = 0; i < stop->nr_changes; i++) {
		if (stop->changes[i]->err)
			continue;
		kmend_stackcheck_drop(stop->check, stop->changes[i]->group);
		stop->changes[i]->report->nr_blockers = 0;
		stop->changes[i]->err =
			kmend_report_fail(stop->changes[i]->report, -EAGAIN,
					  KMEND_CAUSE_NO_MEMORY,
					  "not enough memory to look at all threads");
	}
}

/* c): those that sleep in the code are in the reports, and the others watched. */
static void kmend_attempt_watch(struct kmend_stop *stop)
{
	if (kmend_threads_begin(stop->threads, stop->check))
		kmend_attempt_lack_memory(stop);
}

static void kmend_attempt_evict(struct kmend_stop *stop)
{
	if (!kmend_evict_is_due(stop->changes, stop->nr_changes))
		return;
	/* Nobody is disturbed for a change that cannot be made. */
	mutex_lock(&kprobe_mutex);
	mutex_lock(&text_mutex);
	kmend_attempt_verify(stop);
	mutex_unlock(&text_mutex);
	mutex_unlock(&kprobe_mutex);
	if (kmend_evict_run(stop->changes, stop->nr_changes, stop->check, stop->threads))
		kmend_attempt_lack_memory(stop);
}

/* For those that somebody is in the way of, the machine need not be stopped. */
static void kmend_attempt_spare(struct kmend_stop *stop)
{
	struct kmend_change *change;
	u32 i;

	for (i = 0; i < stop->nr_changes; i++) {
		change = stop->changes[i];
		if (change->err || !change->report->nr_blockers)
			continue;
		change->err = -EAGAIN;
		change->report->cause = KMEND_CAUSE_BUSY;
		kmend_plan_blocked(change);
		kmend_stackcheck_drop(stop->check, change->group);
	}
}

/* Is it still to be stopped, with all that can be known before? */
static bool kmend_attempt_is_ready(struct kmend_stop *stop)
{
	kmend_attempt_spare(stop);
	if (!kmend_attempt_is_on(stop->changes, stop->nr_changes))
		return false;
	kmend_threads_again(stop->threads);
	kmend_attempt_spare(stop);
	return kmend_attempt_is_on(stop->changes, stop->nr_changes);
}

static int kmend_attempt_pin(struct kmend_stop *stop, struct kmend_change *change)
{
	u32 i;

	change->err = 0;
	for (i = 0; i < change->nr_members && !change->err; i++)
		if (!change->members[i].admitted)
			change->err = kmend_targets_pin(&change->members[i], change->report);
	return change->err || change->members[0].admitted ?
		change->err : kmend_beforeload_check(change, stop->changes, change->group);
}

/* Memory for the stacks' check, and what each change is to write where. */
static void kmend_attempt_prepare(struct kmend_stop *stop)
{
	struct kmend_change *change;
	u32 max_ranges = 0;
	u32 i;
	int ret;

	for (i = 0; i < stop->nr_changes; i++)
		max_ranges += kmend_plan_max_ranges(stop->changes[i]);
	ret = kmend_stackcheck_init(stop->check, max_ranges, stop->nr_changes);
	for (i = 0; i < stop->nr_changes; i++) {
		change = stop->changes[i];
		change->group = i;
		change->slots = NULL;
		change->nr_slots = 0;
		change->words = NULL;
		change->nr_words = 0;
		change->deferred = change->lingers = false;
		change->begun = 0;
		change->nr_evicted = change->told_evicted = 0;
		change->nr_woken = change->told_woken = 0;
		change->pace.held = change->pace.obstructed = false;
		memset(change->report, 0, sizeof(*change->report));
		if (!ret)
			stop->check->reports[i] = change->report;
		if (ret)
			change->err = kmend_plan_no_memory(change);
		else if (kmend_attempt_pin(stop, change) || kmend_plan_prepare(change, stop->check))
			kmend_stackcheck_drop(stop->check, change->group);
	}
}

/* @keep: or else only look. */
static void kmend_attempt_claim(struct kmend_stop *stop, bool keep)
{
	struct kmend_change *change;
	u32 i;

	for (i = 0; i < stop->nr_changes; i++) {
		change = stop->changes[i];
		if (change->err)
			continue;
		if (kmend_plan_claim(change, keep) || (keep && kmend_plan_claim_direct(change)))
			kmend_stackcheck_drop(stop->check, change->group);
	}
}

static void kmend_attempt_begin(struct kmend_stop *stop)
{
	u32 i;

	for (i = 0; i < stop->nr_changes; i++)
		if (!stop->changes[i]->err && kmend_hooks_pre(stop->changes[i]))
			kmend_stackcheck_drop(stop->check, stop->changes[i]->group);
}

/* Modules may have come or gone while entries were claimed and hooks ran. */
static void kmend_attempt_look_again(struct kmend_stop *stop)
{
	struct kmend_change *change;
	u32 i, j;

	for (i = 0; i < stop->nr_changes; i++) {
		change = stop->changes[i];
		for (j = 0; j < change->nr_members && !change->err; j++) {
			change->err = kmend_targets_moved(&change->members[j], change->report);
			if (change->err)
				kmend_stackcheck_drop(stop->check, change->group);
		}
	}
}

void kmend_attempt_close(struct kmend_change *const *changes, u32 nr)
{
	u32 i;

	for (i = 0; i < nr; i++) {
		if (changes[i]->err)
			kmend_hooks_fail(changes[i]);
		else if (!changes[i]->lingers)
			kmend_hooks_post(changes[i]);
	}
}

void kmend_attempt_finish(struct kmend_change *change)
{
	change->lingers = false;
	kmend_hooks_post(change);
}

/* The same for every outcome; what was adopted by now stays. */
static void kmend_attempt_end(struct kmend_stop *stop)
{
	struct kmend_change *change;
	u32 i, j;

	for (i = 0; i < stop->nr_changes; i++) {
		change = stop->changes[i];
		kmend_plan_end(change);
		for (j = 0; j < change->nr_members; j++)
			if (!change->members[j].admitted)
				kmend_targets_unpin(&change->members[j]);
	}
	kmend_stackcheck_exit(stop->check);
	kmend_stack_sweep();
}

/* Has code gone out that may go away? Those that go out come first. */
static bool kmend_change_leaves(const struct kmend_change *change)
{
	return !change->err && !change->members[0].in;
}

/*
 * May its end come after other attempts? What comes in has its place in the order of what is in force from
 * its end on, and the list of threads that go on in old code is of that moment (active.c).
 */
static bool kmend_change_can_wait(const struct kmend_change *change)
{
	return kmend_change_leaves(change) && !change->members[change->nr_members - 1].in &&
	       !kmend_active_concerns(change);
}

/* Return: whether the end of one of them cannot come later, so that somebody has to wait for it now. */
static bool kmend_attempt_adopt(struct kmend_stop *stop)
{
	struct kmend_change *change;
	bool wait = false;
	u32 i, j;

	for (i = 0; i < stop->nr_changes; i++) {
		change = stop->changes[i];
		if (change->err)
			continue;
		kmend_plan_adopt(change);
		for (j = 0; j < change->nr_members; j++)
			kmend_targets_adopt(&change->members[j]);
		change->lingers = kmend_change_can_wait(change);
		wait |= kmend_change_leaves(change) && !change->lingers;
	}
	/* A wait for one is a wait for all. */
	for (i = 0; wait && i < stop->nr_changes; i++)
		stop->changes[i]->lingers = false;
	return wait;
}

void kmend_attempt_run(struct kmend_change *const *changes, u32 nr, u64 budget_ns,
		       struct kmend_attempt_result *result)
{
	struct kmend_stackcheck check = {};
	struct kmend_threads threads = {};
	struct kmend_stop stop = {
		.changes = changes,
		.nr_changes = nr,
		.check = &check,
		.threads = &threads,
		.budget_ns = budget_ns,
		.arrived = ATOMIC_INIT(0),
	};

	*result = (struct kmend_attempt_result){};
	mutex_lock(&kmend_targets_mutex);
	kmend_attempt_prepare(&stop);
	mutex_unlock(&kmend_targets_mutex);
	kmend_attempt_claim(&stop, true);
	kmend_attempt_begin(&stop);

	mutex_lock(&kmend_targets_mutex);
	kmend_attempt_look_again(&stop);
	if (kmend_attempt_is_on(changes, nr)) {
		/* A probe that was removed a moment ago may still have its jump there. */
		wait_for_kprobe_optimizer();

		kmend_attempt_watch(&stop);
		kmend_attempt_evict(&stop);
		mutex_lock(&kprobe_mutex);
		cpus_read_lock();
		mutex_lock(&text_mutex);
		kmend_attempt_verify(&stop);
		if (kmend_attempt_is_ready(&stop))
			kmend_stop_machine(&stop, result);
		mutex_unlock(&text_mutex);
		cpus_read_unlock();
		mutex_unlock(&kprobe_mutex);
		kmend_evict_release(changes, nr);
		result->disagreements = threads.nr_strays;
		kmend_threads_end(&threads);
	}
	result->waits = kmend_attempt_adopt(&stop);
	kmend_attempt_end(&stop);
	mutex_unlock(&kmend_targets_mutex);
}

int kmend_attempt_admit(struct kmend_change *change)
{
	struct kmend_stackcheck check = {};
	struct kmend_stop stop = { .changes = &change, .nr_changes = 1, .check = &check };

	lockdep_assert_held(&kmend_targets_mutex);

	kmend_attempt_prepare(&stop);
	kmend_attempt_claim(&stop, true);
	if (!change->err) {
		mutex_lock(&kprobe_mutex);
		mutex_lock(&text_mutex);
		kmend_attempt_verify(&stop);
		if (!change->err) {
			kmend_plan_write(change);
			text_poke_sync();
		}
		mutex_unlock(&text_mutex);
		mutex_unlock(&kprobe_mutex);
	}
	if (!change->err)
		kmend_plan_adopt(change);
	kmend_attempt_end(&stop);
	return change->err;
}

static bool kmend_survey_has_found(const struct kmend_stackcheck *check)
{
	u32 i;

	for (i = 0; i < check->nr_groups; i++)
		if (check->reports[i]->nr_blockers)
			return true;
	return false;
}

bool kmend_attempt_survey(struct kmend_stackcheck *check)
{
	struct kmend_threads threads = {};
	struct kmend_stop stop = {
		.check = check,
		.threads = &threads,
		.arrived = ATOMIC_INIT(0),
	};
	bool known;

	known = !kmend_threads_begin(&threads, check);
	if (known && !kmend_survey_has_found(check)) {
		cpus_read_lock();
		kmend_threads_again(&threads);
		stop.nr_cpus = num_online_cpus();
		known = !stop_machine_cpuslocked(kmend_stop_run, &stop, cpu_online_mask) &&
			stop.looked;
		cpus_read_unlock();
	}
	kmend_threads_end(&threads);
	return known;
}

void kmend_attempt_look(struct kmend_change *change, u64 budget_ns,
			struct kmend_attempt_result *result)
{
	struct kmend_stackcheck check = {};
	struct kmend_threads threads = {};
	struct kmend_stop stop = {
		.changes = &change,
		.nr_changes = 1,
		.check = &check,
		.threads = &threads,
	};

	*result = (struct kmend_attempt_result){};
	mutex_lock(&kmend_targets_mutex);
	kmend_attempt_prepare(&stop);
	mutex_unlock(&kmend_targets_mutex);
	kmend_attempt_claim(&stop, false);

	mutex_lock(&kmend_targets_mutex);
	kmend_attempt_look_again(&stop);
	if (!change->err) {
		mutex_lock(&kprobe_mutex);
		mutex_lock(&text_mutex);
		kmend_attempt_verify(&stop);
		mutex_unlock(&text_mutex);
		mutex_unlock(&kprobe_mutex);
	}
	if (!change->err)
		kmend_attempt_watch(&stop);
	if (!change->err) {
		result->pause_ns = kmend_threads_guess(&threads);
		change->report->pause_ns = result->pause_ns;
		kmend_attempt_spare(&stop);
		if (!change->err && budget_ns && result->pause_ns > budget_ns) {
			change->err = -EAGAIN;
			change->report->cause = KMEND_CAUSE_PAUSE_BUDGET;
		}
	}
	kmend_threads_end(&threads);
	kmend_attempt_end(&stop);
	mutex_unlock(&kmend_targets_mutex);
}
