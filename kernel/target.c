// SPDX-License-Identifier: GPL-2.0
/*
 * The modules that patches speak of: held for as long as that matters, and forgotten
 * before they are freed.
 *
 * DOC: How long a module is held
 *
 * From the registration of a patch that speaks of it until the patch module is as
 * good as freed, not just until the patch unregisters. That comes from the exit of the
 * patch module, and there is more of it afterwards: what the kernel knows of its
 * jump labels and static calls, which may be entered with keys in the module that
 * it patches, is taken out by notifiers once the exit is over. Ours runs after all of
 * theirs. It comes as well if the init of the patch module fails.
 *
 * Between the exit of the last patch module and that notifier, kmend.ko can be unloaded. Its
 * exit waits for the notifier to come.
 */
#include "target.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "patch.h"
#include "stack.h"

/* targets_mutex: guards the list and all that is on it. Exempt: a patch module's init, when it
 * reads what is its own. Innermost.
 */
static DEFINE_MUTEX(targets_mutex);
static LIST_HEAD(kmend_all_targets);
static DECLARE_WAIT_QUEUE_HEAD(kmend_targets_gone);

struct kmend_targets *kmend_targets_create(const struct module *owner)
{
	struct kmend_targets *targets = kzalloc(sizeof(*targets), GFP_KERNEL);

	if (!targets)
		return NULL;
	targets->owner = owner;
	mutex_lock(&targets_mutex);
	list_add(&targets->node, &kmend_all_targets);
	mutex_unlock(&targets_mutex);
	return targets;
}

static void kmend_targets_destroy(struct kmend_targets *targets)
{
	lockdep_assert_held(&targets_mutex);

	list_del(&targets->node);
	while (targets->nr)
		module_put(targets->modules[--targets->nr]);
	kfree(targets);
}

struct module *kmend_targets_find(const struct kmend_targets *targets, const char *name)
{
	u32 i;

	for (i = 0; name && i < targets->nr; i++)
		if (!strcmp(targets->modules[i]->name, name))
			return targets->modules[i];
	return NULL;
}

int kmend_targets_add(struct kmend_targets *targets, const char *name)
{
	struct module *module;
	int err = 0;

	if (kmend_targets_find(targets, name))
		return 0;
	if (targets->nr == KMEND_TARGETS_MAX)
		return -E2BIG;

	mutex_lock(&targets_mutex);
	/* For the lookup: a module that was on the list is not freed before we are done. */
	preempt_disable();
	module = find_module(name);
	if (!module)
		err = -ENODEV;
	/* A reference to one that is coming could be had, but its init may still fail. */
	else if (module->state != MODULE_STATE_LIVE || !try_module_get(module))
		err = -EAGAIN;
	preempt_enable();
	if (!err)
		targets->modules[targets->nr++] = module;
	mutex_unlock(&targets_mutex);
	return err;
}

bool kmend_target_has_text(const struct module *target, unsigned long addr, u32 size)
{
	unsigned long last = addr + size - 1;
	unsigned long base;

	if (!size || last < addr)
		return false;
	if (!target)
		return core_kernel_text(addr) && core_kernel_text(last);
	base = (unsigned long)target->core_layout.base;
	return addr >= base && last < base + target->core_layout.text_size;
}

/* Let go what was held for a patch module. Return: whether the module itself is held. */
static bool kmend_targets_release(const struct module *module)
{
	struct kmend_targets *targets, *next;
	bool held = false;
	u32 i;

	mutex_lock(&targets_mutex);
	list_for_each_entry_safe(targets, next, &kmend_all_targets, node) {
		for (i = 0; i < targets->nr; i++)
			held |= targets->modules[i] == module;
		if (targets->owner == module)
			kmend_targets_destroy(targets);
	}
	if (list_empty(&kmend_all_targets))
		wake_up(&kmend_targets_gone);
	mutex_unlock(&targets_mutex);
	return held;
}

/* After the module's exit, before ftrace forgets its sites and its memory is freed. */
static int kmend_targets_notify(struct notifier_block *block, unsigned long state, void *data)
{
	const struct module *module = data;

	if (state != MODULE_STATE_GOING)
		return NOTIFY_DONE;
	/*
	 * Held and going: that is a forced unload. Jumps and references of patches lead
	 * in and out of what would be freed. While it is held up here, nobody can register
	 * a notifier for modules: still better than to run freed code.
	 */
	if (kmend_targets_release(module))
		kmend_patch_hold(module->name);
	kmend_stack_forget(module);
	return NOTIFY_DONE;
}

static struct notifier_block kmend_targets_block = {
	.notifier_call = kmend_targets_notify,
	.priority = INT_MIN,
};

int kmend_targets_init(void)
{
	return register_module_notifier(&kmend_targets_block);
}

void kmend_targets_exit(void)
{
	wait_event(kmend_targets_gone, list_empty(&kmend_all_targets));
	/* Returns when the notifier does not run any more. */
	unregister_module_notifier(&kmend_targets_block);
}
