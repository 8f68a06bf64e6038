// SPDX-License-Identifier: GPL-2.0
/*
 * Threads that go on in old code, because the author of a patch allowed it for a function
 * (KMEND_ALLOW_ACTIVE), and how long what they need is kept for them.
 *
 * DOC: Letting go on
 *
 * A function that is always on somebody's stack, as schedule() is, is never free. Where its author says that
 * the old and the new one may run side by side, an attempt that the policy allows to (its active_after) does
 * not count threads that are in nothing else that has to be quiet (stackcheck.c). They
 * finish in the old code; nobody comes in any more, for its entry leads elsewhere. So they get fewer.
 *
 * Which code that is, plan.c says: of a function that is replaced the old one, but not its first bytes,
 * which are written over, and what another patch had put there; of a patch that goes out, its own.
 *
 * DOC: What is kept
 *
 * The kernel's own code stays anyway, and that of a module until nobody is in it. The code of a
 * patch that goes out would be freed with its module. So that is held by one more reference, and its
 * shadow data with it, until nobody is in any of it. Meanwhile the patch is out of force as
 * any other, and may be asked for again: when it comes back, what is kept is let go of, for then
 * its code is in force.
 *
 * A patch that comes in, and does not allow it itself, finds such threads in its way like any others: those in the
 * original by looking, those in what other patches had put there because they are watched.
 *
 * DOC: Watching
 *
 * The worker looks from time to time, ever less often: at every thread that does not run, while the
 * machine goes on. Only when it finds none does it stop the machine and look at those that ran since. When there is none either,
 * it waits for RCU tasks, as an attempt does, for those that no list shows; then it is over, and told.
 *
 * The list belongs to the worker, which is also who makes attempts: so no patch changes sides while it looks.
 * A patch on the list is in force or held, and so does not go. How many threads were seen last is guarded by
 * kmend_patches_mutex, since others tell of it.
 */
#include "active.h"

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "attempt.h"
#include "event.h"
#include "patch.h"
#include "plan.h"
#include "retry.h"
#include "shadow.h"
#include "stack.h"
#include "stackcheck.h"
#include "target.h"

enum { KMEND_ACTIVE_FIRST_MS = 1000, KMEND_ACTIVE_LAST_MS = 32000 };

static void kmend_active_work(struct work_struct *work);

static LIST_HEAD(kmend_active_patches);
static DECLARE_DELAYED_WORK(kmend_active_worker, kmend_active_work);
static u32 kmend_active_delay_ms;

bool kmend_active_remains(const struct kmend_change *change, const struct kmend_member *member)
{
	return !member->in && member->lenient && change->report->nr_active;
}

bool kmend_active_concerns(const struct kmend_change *change)
{
	const struct kmend_member *member = change->members;

	for (; member < change->members + change->nr_members; member++)
		if (!list_empty(&member->patch->active.node) ||
		    (member->lenient && change->report->nr_active))
			return true;
	return false;
}

static bool kmend_active_is_member(const struct kmend_change *change,
				   const struct kmend_patch *patch)
{
	u32 i;

	for (i = 0; i < change->nr_members; i++)
		if (change->members[i].patch == patch)
			return true;
	return false;
}

const struct kmend_patch *kmend_active_find(const struct kmend_change *change,
					    const struct kmend_func *func)
{
	/* Of a module, @func's is pinned, and so is that of another at the same address. */
	const struct kmend_func *other;
	struct kmend_patch *patch;

	list_for_each_entry(patch, &kmend_active_patches, active.node) {
		if (kmend_active_is_member(change, patch))
			continue;
		for (other = patch->funcs; other < patch->funcs + patch->nr_funcs; other++)
			if (other->desc->flags & KMEND_FUNC_ACTIVE &&
			    other->old_addr == func->old_addr)
				return patch;
	}
	return NULL;
}

/* What was kept is not needed any more, or is in force again. */
static void kmend_active_forget(struct kmend_patch *patch)
{
	lockdep_assert_held(&kmend_patches_mutex);

	patch->active.threads = 0;
	if (list_empty(&patch->active.node))
		return;
	list_del_init(&patch->active.node);
	if (!patch->active.kept)
		return;
	patch->active.kept = false;
	kmend_shadows_release(patch->desc);
	module_put(patch->owner);
}

void kmend_active_commit(const struct kmend_change *change)
{
	const struct kmend_member *member;
	struct kmend_patch *patch;
	u32 i;

	lockdep_assert_held(&kmend_patches_mutex);

	for (i = 0; i < change->nr_members; i++) {
		member = &change->members[i];
		patch = member->patch;
		kmend_active_forget(patch);
		if (!member->lenient || !change->report->nr_active)
			continue;
		patch->active.threads = change->report->nr_active;
		patch->active.kept = !member->in;
		/* The request has a reference until it has ended. */
		if (patch->active.kept)
			__module_get(patch->owner);
		list_add_tail(&patch->active.node, &kmend_active_patches);
		kmend_active_delay_ms = KMEND_ACTIVE_FIRST_MS;
		kmend_retry_queue_work(&kmend_active_worker, kmend_active_delay_ms);
	}
}

/* What a patch in force has replaced where that is allowed. */
static void kmend_active_add_replaced(struct kmend_stackcheck *check,
				      const struct kmend_patch *patch)
{
	struct kmend_func *func, *below;

	for (func = patch->funcs; func < patch->funcs + patch->nr_funcs; func++) {
		/* Of a module that is gone: it went when nobody was in it. */
		if (!(func->desc->flags & KMEND_FUNC_ACTIVE) || !func->old_addr)
			continue;
		kmend_stackcheck_add(check, 0, func->old_addr, func->size);
		below = func->entry ? kmend_entry_next(func) : NULL;
		if (below)
			kmend_stackcheck_add(check, 0, below->new_addr, below->desc->new_size);
	}
}

/*
 * Return: how many threads are in the old code; while some sleep there, those that run just now are not
 * counted. Without memory, what is known.
 */
static u32 kmend_active_count(const struct kmend_patch *patch, struct kmend_report *report)
{
	struct kmend_stackcheck check;
	u32 threads = patch->active.threads;

	if (kmend_stackcheck_init(&check, 2 * patch->nr_funcs + 1, 1))
		goto out;
	check.reports[0] = report;
	/* Modules come and go meanwhile, and with them what lies on their functions. */
	mutex_lock(&kmend_targets_mutex);
	if (patch->active.kept) {
		kmend_stackcheck_add_module(&check, 0, patch->owner, true);
	} else {
		kmend_active_add_replaced(&check, patch);
	}
	mutex_unlock(&kmend_targets_mutex);
	kmend_stackcheck_seal(&check, 0);
	if (kmend_attempt_survey(&check))
		threads = report->nr_blockers;
out:
	kmend_stackcheck_exit(&check);
	return threads;
}

static void kmend_active_look(struct kmend_patch *patch, struct kmend_report *report)
{
	u32 threads = kmend_active_count(patch, report);

	if (!threads)
		synchronize_rcu_tasks();
	mutex_lock(&kmend_patches_mutex);
	patch->active.threads = threads;
	if (!threads) {
		pr_info("patch '%s': no thread is in the old code any more\n", patch->vertex.id);
		kmend_event_post(patch, KMEND_EVENT_DRAINED);
		/* Its module may go from here on, and the patch with it. */
		kmend_active_forget(patch);
	}
	mutex_unlock(&kmend_patches_mutex);
}

static void kmend_active_work(struct work_struct *work)
{
	struct kmend_report *report = kzalloc(sizeof(*report), GFP_KERNEL);
	struct kmend_patch *patch, *next;

	if (report)
		list_for_each_entry_safe(patch, next, &kmend_active_patches, active.node)
			kmend_active_look(patch, report);
	kfree(report);
	kmend_event_flush();
	if (list_empty(&kmend_active_patches))
		return;
	kmend_active_delay_ms = min_t(u32, 2 * kmend_active_delay_ms, KMEND_ACTIVE_LAST_MS);
	kmend_retry_queue_work(&kmend_active_worker, kmend_active_delay_ms);
}

void kmend_active_exit(void)
{
	cancel_delayed_work_sync(&kmend_active_worker);
}
