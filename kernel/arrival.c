// SPDX-License-Identifier: GPL-2.0
/*
 * Modules that come and go while patches that change them are loaded.
 *
 * DOC: A module comes
 *
 * Its code is in its final place and form, and nobody has run any of it when the notifiers are told. So
 * for each patch in force that changes it, oldest first, what the patch has for it is
 * filled in, checked against the pre-image, and the jumps are written, all without stopping the
 * machine: no thread can be in the way. Only then its init runs. Ours is the last of the
 * notifiers, so that what others write there (jump labels, probes) stands already.
 *
 * If that does not succeed, because it is another build or somebody else has its entries, the policy under which the
 * patch was asked for says what happens (allow_unpatched): the module is refused, with all that older patches have done to it
 * forgotten, or let in without that patch. A policy that is gone refuses.
 *
 * A patch that is not in force has nothing to do here. If it is being tried, the attempt notes that the module
 * came (target.c).
 *
 * DOC: A module goes
 *
 * After its exit, and also when its init fails after it has come. Nobody is in its code any more, and nobody will be; the
 * notifiers are told before ftrace forgets its sites and its memory is freed. So its entries are forgotten
 * as they are, with jumps in them, and the targets unbound. What ftrace calls us from is
 * taken from it first (stack.c); that can take a grace period, so no lock is held. Nothing leads to what the patches had for it
 * any more, until it comes again. An attempt that works on it holds a reference, so that only a
 * forced unload comes here meanwhile: that waits for the attempt.
 *
 * A forced unload of a module that is held for a patch module never ends: the code of the patch module leads
 * into it. While it is held up here, nobody can register a notifier for modules: still
 * better than to run freed code.
 *
 * DOC: Patch modules
 *
 * They go as well. What was held for one is let go of here, which is after its exit and after all that
 * the kernel itself does then (target.c). Between the exit of the last patch module and that, kmend.ko
 * can be unloaded. Its exit waits for it.
 */
#include "arrival.h"

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "attempt.h"
#include "event.h"
#include "patch.h"
#include "plan.h"
#include "policy.h"
#include "stack.h"
#include "target.h"

/* Woken when kmend_targets_all becomes empty. */
static DECLARE_WAIT_QUEUE_HEAD(kmend_arrival_wait);

/* What an event tells of a patch is its own, but for the cause. */
static void kmend_arrival_post(struct kmend_patch *patch, enum kmend_event event,
			       const struct kmend_target *target, const struct kmend_report *report)
{
	const struct kmend_event_object object = { target->name, kmend_target_state(target) };

	kmend_event_post_apart(patch, event, &object, report ? report->cause : KMEND_CAUSE_NONE,
			       report ? report->detail : NULL);
}

/* What the policy of the patch's last request says now; one that is gone allows nothing. */
static void kmend_arrival_limits(struct kmend_patch *patch, struct kmend_policy_limits *limits)
{
	struct kmend_policy_info info;
	char name[KMEND_POLICY_MAX + 1];

	mutex_lock(&kmend_patches_mutex);
	strscpy(name, patch->status.policy, sizeof(name));
	mutex_unlock(&kmend_patches_mutex);
	*limits = (struct kmend_policy_limits){ .redirect = KMEND_REDIRECT_DEFAULT };
	if (!kmend_policy_describe(name, &info))
		*limits = info.limits;
}

/* Its code has not run yet, and nothing of what the patch has for it. */
static int kmend_arrival_put(struct kmend_targets *targets, struct kmend_target *target,
			     struct module *module, enum kmend_redirect_by redirect,
			     struct kmend_report *report)
{
	struct kmend_patch *patch = targets->patch;
	struct kmend_member member = {
		.id = patch->vertex.id, .patch = patch, .funcs = target->funcs,
		.nr_funcs = target->nr_funcs, .module = patch->owner, .in = true, .admitted = target,
	};
	struct kmend_change change = {
		.members = &member, .nr_members = 1, .report = report, .redirect = redirect,
	};
	int err = kmend_target_bind(targets, target, module, report->detail);

	if (err)
		return kmend_target_fail(report, err);
	err = kmend_attempt_admit(&change);
	if (err)
		kmend_target_unbind(target);
	return err;
}

static int kmend_arrival_errno(const struct kmend_report *report)
{
	switch (report->cause) {
	case KMEND_CAUSE_NO_MEMORY:
		return -ENOMEM;
	case KMEND_CAUSE_MISMATCH:
		/* What modprobe tells in words: not a module for this kernel as it is now. */
		return -ENOEXEC;
	default:
		return -EBUSY;
	}
}

static int kmend_arrival_patch(struct kmend_targets *targets, struct kmend_target *target,
			       struct module *module)
{
	struct kmend_report *report = kzalloc(sizeof(*report), GFP_KERNEL);
	struct kmend_patch *patch = targets->patch;
	struct kmend_policy_limits limits;
	bool allowed;
	int err;

	/* Without a word to spare, the safe way. */
	if (!report)
		return -ENOMEM;
	kmend_arrival_limits(patch, &limits);
	err = kmend_arrival_put(targets, target, module, limits.redirect, report);
	allowed = !err || (limits.allow_unpatched && !target->before_load);
	if (err)
		pr_warn("module '%s' %s: patch '%s' is in force, but cannot be put on it: %s\n",
			module->name, allowed ? "let in unpatched" : "refused", patch->vertex.id,
			report->detail);
	mutex_lock(&kmend_patches_mutex);
	target->patched = !err;
	target->unpatched = err && allowed;
	kmend_arrival_post(patch, !err ? KMEND_EVENT_MODULE_PATCHED :
			   allowed ? KMEND_EVENT_MODULE_UNPATCHED : KMEND_EVENT_MODULE_REFUSED,
			   target, err ? report : NULL);
	mutex_unlock(&kmend_patches_mutex);
	if (err)
		err = allowed ? 0 : kmend_arrival_errno(report);
	kfree(report);
	return err;
}

static void kmend_arrival_forget_in(struct kmend_targets *targets, const struct module *module)
{
	struct kmend_target *target = kmend_targets_find(targets, module->name);

	if (!target || target->held)
		return;
	targets->changes++;
	if (target->patched || target->unpatched) {
		mutex_lock(&kmend_patches_mutex);
		target->patched = false;
		target->unpatched = false;
		kmend_arrival_post(targets->patch, KMEND_EVENT_MODULE_GONE, target, NULL);
		mutex_unlock(&kmend_patches_mutex);
	}
	if (target->module == module)
		kmend_target_unbind(target);
}

static void kmend_arrival_forget(const struct module *module, struct list_head *gone)
{
	struct kmend_targets *targets;

	lockdep_assert_held(&kmend_targets_mutex);

	kmend_stack_forget(module, gone);
	list_for_each_entry(targets, &kmend_targets_all, node)
		if (targets->patch)
			kmend_arrival_forget_in(targets, module);
}

static int kmend_arrival_coming(struct module *module)
{
	struct kmend_targets *targets;
	struct kmend_target *target;
	LIST_HEAD(gone);
	int err = 0;

	mutex_lock(&kmend_targets_mutex);
	list_for_each_entry(targets, &kmend_targets_all, node)
		if (kmend_targets_find(targets, module->name))
			targets->changes++;
	list_for_each_entry(targets, &kmend_targets_in_force, force_node) {
		target = kmend_targets_find(targets, module->name);
		if (target)
			err = kmend_arrival_patch(targets, target, module);
		if (err)
			break;
	}
	if (err)
		kmend_arrival_forget(module, &gone);
	mutex_unlock(&kmend_targets_mutex);
	if (err)
		kmend_stack_forgotten(module, &gone);
	kmend_event_flush();
	return err;
}

/* For good, or until an attempt is over. */
static void kmend_arrival_stays(const struct module *module, bool *held, bool *pinned)
{
	struct kmend_targets *targets;
	u32 i, j;

	*held = *pinned = false;
	list_for_each_entry(targets, &kmend_targets_all, node) {
		for (i = 0; i < targets->nr; i++) {
			const struct kmend_target *target = &targets->list[i];

			*held |= target->held && target->module == module;
			*pinned |= !target->held && target->pinned && target->module == module;
			for (j = 0; j < target->nr_uses; j++)
				*held |= target->uses[j] == module;
		}
	}
}

/* Lets go of what was held for a patch module. */
static void kmend_arrival_release(const struct module *owner)
{
	struct kmend_targets *targets, *next;
	u32 i;

	list_for_each_entry_safe(targets, next, &kmend_targets_all, node) {
		if (targets->owner != owner)
			continue;
		for (i = 0; i < targets->nr; i++) {
			struct kmend_target *target = &targets->list[i];

			while (target->nr_uses)
				module_put(target->uses[--target->nr_uses]);
			if (target->held && target->module)
				module_put(target->module);
		}
		list_del(&targets->node);
		kvfree(targets);
	}
	if (list_empty(&kmend_targets_all))
		wake_up(&kmend_arrival_wait);
}

static void kmend_arrival_going(struct module *module)
{
	bool held, pinned;
	LIST_HEAD(gone);

	for (;;) {
		mutex_lock(&kmend_targets_mutex);
		kmend_arrival_stays(module, &held, &pinned);
		if (!held && !pinned)
			break;
		mutex_unlock(&kmend_targets_mutex);
		if (held)
			kmend_patch_hold(module->name);
		/* Forced, and rare: nothing that an attempt would have to think of. */
		msleep(20);
	}
	kmend_arrival_forget(module, &gone);
	kmend_arrival_release(module);
	mutex_unlock(&kmend_targets_mutex);
	kmend_stack_forgotten(module, &gone);
	kmend_event_flush();
}

static int kmend_arrival_notify(struct notifier_block *block, unsigned long state, void *data)
{
	if (state == MODULE_STATE_COMING)
		return notifier_from_errno(kmend_arrival_coming(data));
	if (state == MODULE_STATE_GOING)
		kmend_arrival_going(data);
	return NOTIFY_DONE;
}

static struct notifier_block kmend_arrival_block = {
	.notifier_call = kmend_arrival_notify,
	.priority = INT_MIN,
};

int kmend_arrival_init(void)
{
	return register_module_notifier(&kmend_arrival_block);
}

void kmend_arrival_exit(void)
{
	wait_event(kmend_arrival_wait, list_empty(&kmend_targets_all));
	/* Returns when the notifier does not run any more. */
	unregister_module_notifier(&kmend_arrival_block);
}
