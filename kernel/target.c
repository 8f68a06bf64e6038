// SPDX-License-Identifier: GPL-2.0
/*
 * The modules that patches change: what a patch has for them is filled in when they are
 * there, and nothing of it runs when they are not.
 *
 * DOC: Bound
 *
 * All that a patch has for a module, the addresses in its descriptor and in its new code, counts for
 * one instance of that module: the target is bound to it. A module that is there is bound by the first attempt to put
 * the patch in force; one that comes while the patch is in force before its first
 * instruction (arrival.c). Whoever goes is unbound first, in any state of the patch. Fields in the new code keep
 * what stood there: they are written over before the code runs again, and nobody is in it now, for it
 * runs only in place of the module's own code, and the module sees to it that
 * nobody is in that when it goes.
 *
 * DOC: How long a module stays
 *
 * An attempt pins the targets that are there: it holds a reference from when it works out what is to be done
 * until that is done. Between attempts nothing is held, and a module comes and goes as it likes. A module that is
 * just being loaded or unloaded cannot be pinned, and the attempt is put off: a
 * reference would not keep it from going if its init fails.
 *
 * A target that is held is one that the loader has resolved references of the patch module to (the
 * anchor, see struct kmend_unit_desc). It is held from the registration until the patch module is as good
 * as freed, not just until the patch unregisters. That comes from the exit of the
 * patch module, and there is more of it afterwards: what the kernel knows of its
 * jump labels and static calls, which may be entered with keys in the module that
 * it patches, is taken out by notifiers once the exit is over. Ours runs after all of
 * theirs. It comes as well if the init of the patch module fails.
 *
 * Other modules that the code for a target refers to are held as long as it is bound. Mostly the target
 * depends on them itself.
 *
 * DOC: kmend_targets_mutex
 *
 * It makes these exclusive: a module that comes or goes, which is from its notifier and
 * under module_notify_list; and the two parts of an attempt, the pinning and planning, and
 * from the last look to the sweep. Between them are the claim, which may take a grace period, and the patches' own hooks, which may
 * do anything, load a module for example. So an attempt may find in its second part that a module came
 * or went: @changes says so, and it starts anew. Since what is there is pinned, that
 * is only one that was not.
 *
 *   module comes                    attempt
 *   ------------                    -------
 *                                   lock, not there: left out, unlock
 *   lock, not in force: changes++
 *   unlock, its init runs           hooks
 *                                   lock, changes: put off, unlock
 *   or
 *                                   lock, written, in force, unlock
 *   lock, in force: patched, unlock
 *
 * The loader waits here for an attempt. The attempt waits for nothing meanwhile that waits for the
 * loader but what the loader itself takes: ftrace_lock, kprobe_mutex, cpus_read_lock() and
 * text_mutex. Nor do those who hold kmend_patches_mutex, which is taken inside.
 *
 * Order: module_notify_list -> kmend_targets_mutex -> kmend_patches_mutex, and -> all that an
 * attempt takes (attempt.c), and -> configfs's su_mutex (policy.c).
 */
#include "target.h"

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "format.h"
#include "formatread.h"
#include "kmend.h"
#include "patch.h"
#include "plan.h"
#include "relocate.h"
#include "resolve.h"
#include "verify.h"

/*
 * kmend_targets_mutex: guards the two lists, all that is on them, and who works on which entry
 * (stack.c). What is told of a target (module, patched, unpatched, the functions' old_addr)
 * changes with kmend_patches_mutex held as well, and is read with either. Exempt: the worker
 * reads what it has pinned.
 */
DEFINE_MUTEX(kmend_targets_mutex);
LIST_HEAD(kmend_targets_all);
LIST_HEAD(kmend_targets_in_force);

struct kmend_target *kmend_targets_find(struct kmend_targets *targets, const char *name)
{
	u32 i;

	for (i = 0; name && i < targets->nr; i++)
		if (!strcmp(targets->list[i].name, name))
			return &targets->list[i];
	return NULL;
}

struct kmend_targets *kmend_targets_create(const struct module *owner,
					   const struct kmend_patch_desc *desc)
{
	const struct kmend_format format = { .owner = owner, .id = kmend_format_ptr(desc->id) };
	const struct kmend_unit_desc *unit;
	struct kmend_targets *targets;
	struct kmend_target *target;
	const char *name;
	u32 i;

	targets = kvzalloc(struct_size(targets, list, min_t(u32, desc->nr_units, KMEND_TARGETS_MAX)),
			   GFP_KERNEL);
	if (!targets)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < desc->nr_units; i++) {
		unit = kmend_format_unit(desc, i);
		name = kmend_format_object(unit->object);
		target = kmend_targets_find(targets, name);
		if (name && !target) {
			if (targets->nr == KMEND_TARGETS_MAX) {
				kvfree(targets);
				return ERR_PTR(-E2BIG);
			}
			target = &targets->list[targets->nr++];
			target->name = name;
		}
		if (target && unit->anchor)
			target->held = true;
		if (target && unit->flags & KMEND_UNIT_BEFORE_LOAD)
			target->before_load = true;
		if (target && target->held && target->before_load) {
			kmend_format_refuse(&format, -EBADMSG, "one unit wants module '%s' to be there, another wants it not to",
					    name);
			kvfree(targets);
			return ERR_PTR(-EBADMSG);
		}
	}
	targets->owner = owner;
	INIT_LIST_HEAD(&targets->force_node);
	mutex_lock(&kmend_targets_mutex);
	list_add(&targets->node, &kmend_targets_all);
	mutex_unlock(&kmend_targets_mutex);
	return targets;
}

/* A module that is at work, with a reference. */
static struct module *kmend_target_take(const struct kmend_format *format, const char *name)
{
	struct module *module;
	int err = 0;

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
		return module;
	return ERR_PTR(kmend_format_refuse(format, err, err == -ENODEV ?
					   "module '%s' is not loaded: load it first" :
					   "module '%s' is just being loaded or unloaded: try again",
					   name));
}

struct module *kmend_target_home(const struct kmend_target *target, const char *name)
{
	u32 i;

	if (!strcmp(name, target->name))
		return target->module;
	for (i = 0; i < target->nr_uses; i++)
		if (!strcmp(target->uses[i]->name, name))
			return target->uses[i];
	return NULL;
}

static int kmend_target_take_uses(const struct kmend_format *format, struct kmend_target *target,
				  const struct kmend_unit_desc *unit)
{
	const struct kmend_symbol *symbols = kmend_format_ptr(unit->symbols);
	struct module *module;
	const char *name;
	u32 i;

	for (i = 0; i < unit->nr_symbols; i++) {
		name = kmend_format_object(symbols[i].object);
		if (!name || kmend_target_home(target, name))
			continue;
		if (target->nr_uses == KMEND_USES_MAX)
			return kmend_format_refuse(format, -E2BIG,
						   "what it has for module '%s' refers to more than %u others",
						   target->name, KMEND_USES_MAX);
		module = kmend_target_take(format, name);
		if (IS_ERR(module))
			return PTR_ERR(module);
		target->uses[target->nr_uses++] = module;
	}
	return 0;
}

static int kmend_target_bind_unit(const struct kmend_format *format, struct kmend_target *target,
				  const struct kmend_unit_desc *unit)
{
	int err = kmend_target_take_uses(format, target, unit);

	if (!err)
		err = kmend_resolve_modules(format, unit, target);
	if (!err)
		err = kmend_resolve_anchor(format, unit);
	if (!err)
		err = kmend_relocate(format, unit);
	return err;
}

/* From the symbols to the functions; last, so that nothing is told before all is in order. */
static int kmend_target_place(struct kmend_format *format, struct kmend_target *target)
{
	const struct kmend_symbol *symbol;
	struct kmend_func *func;
	int err;

	mutex_lock(&kmend_patches_mutex);
	for (func = target->funcs; func < target->funcs + target->nr_funcs; func++) {
		symbol = kmend_format_ptr(func->desc->symbol);
		func->old_addr = symbol->address;
	}
	err = kmend_format_check_places(format, target->funcs, target->nr_funcs);
	mutex_unlock(&kmend_patches_mutex);
	return err;
}

int kmend_target_bind(struct kmend_targets *targets, struct kmend_target *target,
		      struct module *module, char *detail)
{
	const struct kmend_patch_desc *desc = targets->patch->desc;
	struct kmend_format format = {
		.owner = targets->owner, .id = kmend_format_ptr(desc->id), .detail = detail,
	};
	const struct kmend_unit_desc *unit;
	int err = 0;
	u32 i;

	lockdep_assert_held(&kmend_targets_mutex);

	target->module = module;
	for (i = 0; i < desc->nr_units && !err; i++) {
		unit = kmend_format_unit(desc, i);
		if (kmend_format_object(unit->object) &&
		    !strcmp(kmend_format_object(unit->object), target->name))
			err = kmend_target_bind_unit(&format, target, unit);
	}
	if (!err)
		err = kmend_target_place(&format, target);
	if (err)
		kmend_target_unbind(target);
	return err;
}

void kmend_target_unbind(struct kmend_target *target)
{
	struct kmend_func *func;

	lockdep_assert_held(&kmend_targets_mutex);

	mutex_lock(&kmend_patches_mutex);
	for (func = target->funcs; func < target->funcs + target->nr_funcs; func++)
		func->old_addr = 0;
	target->module = NULL;
	target->patched = false;
	target->unpatched = false;
	mutex_unlock(&kmend_patches_mutex);
	while (target->nr_uses)
		module_put(target->uses[--target->nr_uses]);
}

int kmend_target_fail(struct kmend_report *report, int err)
{
	report->cause = err == -ENOMEM ? KMEND_CAUSE_NO_MEMORY :
			err == -EAGAIN ? KMEND_CAUSE_MODULE : KMEND_CAUSE_MISMATCH;
	if (!report->detail[0])
		strscpy(report->detail, "not enough memory for a module's symbols",
			sizeof(report->detail));
	return err == -ENOMEM || err == -EAGAIN ? -EAGAIN : -EINVAL;
}

static int kmend_target_hold(struct kmend_targets *targets, struct kmend_target *target)
{
	struct kmend_format format = {
		.owner = targets->owner, .id = targets->patch->vertex.id,
	};
	struct module *module = kmend_target_take(&format, target->name);
	int err;

	if (IS_ERR(module))
		return PTR_ERR(module);
	err = kmend_target_bind(targets, target, module, NULL);
	if (err)
		module_put(module);
	/* Always: it never goes. */
	target->pinned = !err;
	return err;
}

int kmend_targets_open(struct kmend_targets *targets, struct kmend_patch *patch)
{
	int err = 0;
	u32 i;

	mutex_lock(&kmend_targets_mutex);
	targets->patch = patch;
	for (i = 0; i < targets->nr && !err; i++)
		if (targets->list[i].held)
			err = kmend_target_hold(targets, &targets->list[i]);
	mutex_unlock(&kmend_targets_mutex);
	return err;
}

void kmend_targets_close(struct kmend_targets *targets)
{
	u32 i;

	lockdep_assert_held(&kmend_targets_mutex);

	for (i = 0; i < targets->nr; i++) {
		struct kmend_target *target = &targets->list[i];

		/* What is held stays so; the functions are about to be gone. */
		target->funcs = NULL;
		target->nr_funcs = 0;
		while (!target->held && target->nr_uses)
			module_put(target->uses[--target->nr_uses]);
		if (!target->held)
			target->module = NULL;
	}
	targets->patch = NULL;
}

static int kmend_target_pin(struct kmend_targets *targets, struct kmend_target *target, bool in,
			    struct kmend_report *report)
{
	struct module *module;
	bool taken = false;
	int err = 0;

	if (target->held || (!target->module && !in))
		return 0;
	preempt_disable();
	module = find_module(target->name);
	if (module)
		taken = module->state == MODULE_STATE_LIVE && try_module_get(module);
	preempt_enable();
	if (!module && !target->module)
		return 0;
	if (target->before_load && (in || target->patched)) {
		if (taken)
			module_put(module);
		return kmend_report_fail(report, -EAGAIN, KMEND_CAUSE_MODULE, in ?
					 "module '%s' is loaded, and this can only be put on it before: unload it" :
					 "module '%s' runs with what the patch made of it: unload it",
					 target->name);
	}
	if (!taken)
		return kmend_report_fail(report, -EAGAIN, KMEND_CAUSE_MODULE,
					 "module '%s' is just being loaded or unloaded",
					 target->name);
	if (!target->module)
		err = kmend_target_bind(targets, target, module, report->detail);
	else if (WARN_ON_ONCE(target->module != module))
		err = -EINVAL;
	if (err) {
		module_put(module);
		return kmend_target_fail(report, err);
	}
	target->pinned = true;
	return 0;
}

int kmend_targets_pin(struct kmend_member *member, struct kmend_report *report)
{
	struct kmend_targets *targets = member->patch->targets;
	int err = 0;
	u32 i;

	lockdep_assert_held(&kmend_targets_mutex);

	member->changes = targets->changes;
	for (i = 0; i < targets->nr && !err; i++)
		err = kmend_target_pin(targets, &targets->list[i], member->in, report);
	if (err)
		kmend_targets_unpin(member);
	return err;
}

void kmend_targets_unpin(struct kmend_member *member)
{
	struct kmend_targets *targets = member->patch->targets;
	u32 i;

	lockdep_assert_held(&kmend_targets_mutex);

	for (i = 0; i < targets->nr; i++) {
		struct kmend_target *target = &targets->list[i];

		if (target->held || !target->pinned)
			continue;
		target->pinned = false;
		module_put(target->module);
	}
}

int kmend_targets_moved(const struct kmend_member *member, struct kmend_report *report)
{
	lockdep_assert_held(&kmend_targets_mutex);

	if (member->changes == member->patch->targets->changes)
		return 0;
	return kmend_report_fail(report, -EAGAIN, KMEND_CAUSE_MODULE,
				 "'%s': a module that it changes came or went meanwhile",
				 member->id);
}

void kmend_targets_adopt(const struct kmend_member *member)
{
	struct kmend_targets *targets = member->patch->targets;
	u32 i;

	lockdep_assert_held(&kmend_targets_mutex);

	if (member->in)
		list_add_tail(&targets->force_node, &kmend_targets_in_force);
	else
		list_del_init(&targets->force_node);
	mutex_lock(&kmend_patches_mutex);
	for (i = 0; i < targets->nr; i++) {
		targets->list[i].patched = member->in && targets->list[i].pinned;
		targets->list[i].unpatched = false;
	}
	mutex_unlock(&kmend_patches_mutex);
}

u32 kmend_target_state(const struct kmend_target *target)
{
	const struct module *module;
	bool present;

	lockdep_assert_held(&kmend_patches_mutex);

	if (target->patched)
		return KMEND_OBJECT_PATCHED;
	if (target->unpatched)
		return KMEND_OBJECT_UNPATCHED;
	preempt_disable();
	module = find_module(target->name);
	present = module && module->state != MODULE_STATE_GOING;
	preempt_enable();
	return present ? KMEND_OBJECT_PRESENT : KMEND_OBJECT_ABSENT;
}

bool kmend_target_has_text(const struct module *module, unsigned long addr, u32 size)
{
	unsigned long last = addr + size - 1;
	unsigned long base;

	if (!size || last < addr)
		return false;
	if (!module)
		return core_kernel_text(addr) && core_kernel_text(last);
	base = (unsigned long)module->core_layout.base;
	return addr >= base && last < base + module->core_layout.text_size;
}
