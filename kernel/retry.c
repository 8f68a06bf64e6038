// SPDX-License-Identifier: GPL-2.0
/*
 * The scheduler: attempts follow each other, further and further apart, until one
 * succeeds, trying again is no use, somebody cancels, the deadline passes, or as
 * many were made as the policy allows.
 *
 * DOC: attempts
 *
 * One ordered workqueue runs all attempts, so two are never made at a time. Each
 * patch has one delayed work. Arming it always replaces what was armed before
 * (mod_delayed_work), so at most one attempt of a patch waits.
 *
 * An attempt runs without kmend_patches_mutex. Before it the worker notes
 * @attempting, after it the worker looks at what was asked for meanwhile:
 *
 *   netlink request              worker
 *   ---------------              ------
 *                                lock, attempting = true, unlock
 *   lock                         attempt ...
 *   CANCEL: cancel_asked = true
 *   unlock, answer 0
 *                                ... blocked
 *                                lock, attempting = false
 *                                cancel_asked: cancelled, no further attempt
 *
 * Had that attempt succeeded, the patch is in force: the cancellation came too
 * late, and the event says "applied". Waiting for the attempt in the request would
 * tell that at once, but would hold up all of generic netlink with it.
 *
 * A CANCEL between attempts ends the request at once. The work may have fired and
 * be waiting for the mutex; it finds a state in which there is nothing to do. If
 * a new SUBMIT comes before that, it does that one's first attempt, and the
 * work that SUBMIT armed is replaced by the second or finds nothing to do.
 *
 * The clock is CLOCK_MONOTONIC: setting the time changes nothing, and in a suspend
 * it stands still. The workqueue is freezable, so no attempt runs into one.
 */
#include "retry.h"
#include "attempt.h"
#include "backoff.h"
#include "event.h"
#include "patch.h"
#include "policy.h"
#include "stack.h"

#include <linux/kallsyms.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/panic.h>
#include <linux/random.h>
#include <linux/string.h>
#include <linux/workqueue.h>

static struct workqueue_struct *kmend_retry_wq;

/* Filled by the attempt without a lock; only the worker, which is one, uses it. */
static struct kmend_report kmend_retry_report;

static const char *kmend_retry_cause_about(enum kmend_cause cause)
{
#define KMEND_CAUSE_ABOUT(name, number, text, about) [number] = about,
	static const char * const abouts[] = { KMEND_CAUSE_LIST(KMEND_CAUSE_ABOUT) };
#undef KMEND_CAUSE_ABOUT

	return (unsigned int)cause < ARRAY_SIZE(abouts) ? abouts[cause] : "unknown cause";
}

/*
 * A function's bare name, because an address means nothing to a listener once
 * its module is gone, and because nobody is told addresses.
 */
static noinline void kmend_retry_name_func(char *name, unsigned long address)
{
	char symbol[KSYM_SYMBOL_LEN];

	name[0] = '\0';
	if (!address)
		return;
	/* "name [module]", or the number itself if there is no such symbol. */
	sprint_symbol_no_offset(symbol, address);
	if (!strncmp(symbol, "0x", 2))
		return;
	symbol[strcspn(symbol, " ")] = '\0';
	strscpy(name, symbol, KMEND_BLOCKER_FUNC_SIZE);
}

/* While every module that was looked at is still there: first thing afterwards. */
static void kmend_retry_note_report(struct kmend_patch *patch,
				    const struct kmend_report *report)
{
	u32 i, told = min_t(u32, report->nr_blockers, KMEND_BLOCKERS_MAX);

	lockdep_assert_held(&kmend_patches_mutex);

	patch->last->report = *report;
	for (i = 0; i < told; i++)
		kmend_retry_name_func(patch->last->func[i], report->blockers[i].func);
	patch->pause_ns = report->pause_ns;
	strscpy(patch->detail, report->detail, sizeof(patch->detail));
}

static void kmend_retry_clear_report(struct kmend_patch *patch)
{
	patch->last->report.nr_blockers = 0;
	patch->detail[0] = '\0';
}

static void kmend_retry_arm(struct kmend_patch *patch, u32 delay_ms)
{
	lockdep_assert_held(&kmend_patches_mutex);

	patch->due_ns = delay_ms ? ktime_get_ns() + (u64)delay_ms * NSEC_PER_MSEC : 0;
	/*
	 * A timer of n ticks fires up to one tick early, as the first has begun.
	 * One more, so that the attempt at the deadline is not before it.
	 */
	mod_delayed_work(kmend_retry_wq, &patch->work,
			 delay_ms ? msecs_to_jiffies(delay_ms) + 1 : 0);
}

/* What ends a request: the policy goes, and with the last state the module. */
static void kmend_retry_finish(struct kmend_patch *patch, enum kmend_move move,
			       enum kmend_cause cause)
{
	lockdep_assert_held(&kmend_patches_mutex);

	patch->due_ns = 0;
	patch->cancel_asked = false;
	if (WARN_ON_ONCE(kmend_patch_move(patch, move, cause)))
		return;
	kmend_policy_put(patch->policy);
	patch->policy = NULL;
	if (!kmend_state_is_busy(patch->state))
		module_put(patch->owner);
}

static void kmend_retry_commit(struct kmend_patch *patch)
{
	kmend_retry_clear_report(patch);
	kmend_retry_finish(patch, KMEND_MOVE_COMMIT, KMEND_CAUSE_NONE);
	if (patch->state == KMEND_STATE_APPLIED)
		add_taint(TAINT_LIVEPATCH, LOCKDEP_STILL_OK);
	pr_info("patch '%s': %s, attempt %u\n", patch->id,
		patch->state == KMEND_STATE_APPLIED ? "applied" : "reverted", patch->attempt);
}

static void kmend_retry_give_up(struct kmend_patch *patch, enum kmend_cause cause)
{
	enum kmend_cause last = patch->last->report.cause;

	if ((cause == KMEND_CAUSE_DEADLINE || cause == KMEND_CAUSE_ATTEMPTS) &&
	    !patch->detail[0])
		snprintf(patch->detail, sizeof(patch->detail), "last attempt: %s",
			 kmend_retry_cause_about(last));
	kmend_retry_finish(patch, KMEND_MOVE_GIVE_UP, cause);
	pr_info("patch '%s': %s, attempt %u: %s\n", patch->id,
		patch->state == KMEND_STATE_APPLIED ? "revert given up" : "failed",
		patch->attempt, kmend_retry_cause_about(cause));
}

static void kmend_retry_blocked(struct kmend_patch *patch, enum kmend_cause cause)
{
	struct kmend_backoff backoff;
	enum kmend_cause end;
	u32 delay_ms;

	/* The values of now, so that a change helps a patch that is waiting. */
	kmend_policy_read(patch->policy, &backoff);
	if (patch->deadline_fixed)
		backoff.deadline_ms = patch->deadline_ms;
	patch->deadline_ms = backoff.deadline_ms;

	end = kmend_backoff_next(&backoff, patch->attempt,
				 kmend_backoff_elapsed_ms(patch->asked_ns, ktime_get_ns()),
				 get_random_u32(), &delay_ms);
	if (end) {
		kmend_retry_give_up(patch, end);
		return;
	}
	kmend_retry_arm(patch, delay_ms);
	patch->cause = cause;
	kmend_event_post(patch, KMEND_EVENT_BLOCKED);
}

static void kmend_retry_end(struct kmend_patch *patch, const struct kmend_report *report,
			    int err)
{
	enum kmend_cause cause = report->cause ?: KMEND_CAUSE_INTERNAL;

	lockdep_assert_held(&kmend_patches_mutex);

	patch->attempting = false;
	kmend_retry_note_report(patch, report);
	if (!err) {
		kmend_retry_commit(patch);
	} else if (patch->cancel_asked) {
		kmend_retry_clear_report(patch);
		kmend_retry_finish(patch, KMEND_MOVE_CANCEL, KMEND_CAUSE_CANCEL);
	} else if (err == -EAGAIN) {
		kmend_retry_blocked(patch, cause);
	} else {
		kmend_retry_give_up(patch, cause);
	}
}

static bool kmend_retry_begin(struct kmend_patch *patch)
{
	lockdep_assert_held(&kmend_patches_mutex);

	if (!kmend_state_is_tried(patch->state))
		return false;
	patch->attempting = true;
	patch->attempt++;
	patch->due_ns = 0;
	return true;
}

static void kmend_retry_work(struct work_struct *work)
{
	struct kmend_patch *patch = container_of(to_delayed_work(work), struct kmend_patch, work);
	struct kmend_report *report = &kmend_retry_report;
	bool begun, revert;
	int err;

	mutex_lock(&kmend_patches_mutex);
	begun = kmend_retry_begin(patch);
	revert = patch->state == KMEND_STATE_REVERTING;
	mutex_unlock(&kmend_patches_mutex);
	if (!begun)
		return;

	memset(report, 0, sizeof(*report));
	if (revert)
		err = kmend_attempt_revert(patch->funcs, patch->nr_funcs, patch->owner, report);
	else
		err = kmend_attempt_apply(patch->funcs, patch->nr_funcs, report);

	mutex_lock(&kmend_patches_mutex);
	kmend_retry_end(patch, report, err);
	mutex_unlock(&kmend_patches_mutex);
	/* The patch may be gone from here on. */
	kmend_event_flush();
}

/* What submit and revert have in common, once nothing speaks against it. */
static void kmend_retry_start(struct kmend_patch *patch, enum kmend_move move,
			      struct kmend_policy *policy, u32 deadline_ms)
{
	struct kmend_backoff backoff;

	lockdep_assert_held(&kmend_patches_mutex);

	kmend_policy_read(policy, &backoff);
	patch->policy = policy;
	strscpy(patch->policy_name, kmend_policy_name(policy), sizeof(patch->policy_name));
	patch->deadline_fixed = deadline_ms;
	patch->deadline_ms = deadline_ms ?: backoff.deadline_ms;
	patch->asked_ns = ktime_get_ns();
	patch->attempt = 0;
	patch->pause_ns = 0;
	kmend_retry_clear_report(patch);
	WARN_ON_ONCE(kmend_patch_move(patch, move, KMEND_CAUSE_NONE));
	kmend_retry_arm(patch, 0);
}

int kmend_retry_submit(struct kmend_patch *patch, struct kmend_policy *policy,
		       u32 deadline_ms, struct netlink_ext_ack *extack)
{
	lockdep_assert_held(&kmend_patches_mutex);

	if (!kmend_state_next(patch->state, KMEND_MOVE_SUBMIT)) {
		if (patch->state == KMEND_STATE_APPLIED)
			NL_SET_ERR_MSG(extack, "the patch is already applied");
		else if (patch->state == KMEND_STATE_REVERTING)
			NL_SET_ERR_MSG(extack, "the patch is being reverted");
		else if (patch->cancel_asked)
			NL_SET_ERR_MSG(extack, "the patch is being cancelled");
		else
			NL_SET_ERR_MSG(extack, "the patch is already pending");
		return -EEXIST;
	}
	/* Dropped by kmend_retry_finish(). */
	if (!try_module_get(patch->owner)) {
		NL_SET_ERR_MSG(extack, "the patch module is being unloaded");
		return -ENOENT;
	}
	kmend_retry_start(patch, KMEND_MOVE_SUBMIT, policy, deadline_ms);
	return 0;
}

int kmend_retry_revert(struct kmend_patch *patch, struct kmend_policy *policy,
		       u32 deadline_ms, struct netlink_ext_ack *extack)
{
	lockdep_assert_held(&kmend_patches_mutex);

	if (!kmend_state_next(patch->state, KMEND_MOVE_REVERT)) {
		if (patch->state == KMEND_STATE_REVERTING)
			NL_SET_ERR_MSG(extack, "the patch is already being reverted");
		else
			NL_SET_ERR_MSG(extack, "the patch is not applied");
		return -EINVAL;
	}
	/*
	 * To answer at once what the attempt would find. Should another patch
	 * come to lie on top after this, the attempt still finds it.
	 */
	if (kmend_stack_above(patch->funcs, patch->nr_funcs)) {
		NL_SET_ERR_MSG(extack,
			       "another applied patch lies on top of it: revert that one first");
		return -EBUSY;
	}
	kmend_retry_start(patch, KMEND_MOVE_REVERT, policy, deadline_ms);
	return 0;
}

int kmend_retry_cancel(struct kmend_patch *patch, struct netlink_ext_ack *extack)
{
	lockdep_assert_held(&kmend_patches_mutex);

	if (!kmend_state_next(patch->state, KMEND_MOVE_CANCEL)) {
		NL_SET_ERR_MSG(extack, "the patch is neither pending nor being reverted");
		return -EINVAL;
	}
	if (patch->attempting) {
		patch->cancel_asked = true;
		return 0;
	}
	/* Not _sync: the work takes the mutex that is held here. */
	cancel_delayed_work(&patch->work);
	kmend_retry_clear_report(patch);
	kmend_retry_finish(patch, KMEND_MOVE_CANCEL, KMEND_CAUSE_CANCEL);
	return 0;
}

int kmend_retry_kick(struct kmend_patch *patch, struct netlink_ext_ack *extack)
{
	lockdep_assert_held(&kmend_patches_mutex);

	if (!kmend_state_is_tried(patch->state)) {
		NL_SET_ERR_MSG(extack, "the patch is neither pending nor being reverted");
		return -EINVAL;
	}
	/* One that is being made is as good as a new one. */
	if (!patch->attempting)
		kmend_retry_arm(patch, 0);
	return 0;
}

void kmend_retry_init_patch(struct kmend_patch *patch)
{
	INIT_DELAYED_WORK(&patch->work, kmend_retry_work);
}

int kmend_retry_init(void)
{
	kmend_retry_wq = alloc_ordered_workqueue("kmend", WQ_FREEZABLE);
	return kmend_retry_wq ? 0 : -ENOMEM;
}

void kmend_retry_exit(void)
{
	destroy_workqueue(kmend_retry_wq);
}
