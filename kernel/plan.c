// SPDX-License-Identifier: GPL-2.0
/*
 * What a change means for each entry that it touches: which replacement will be
 * on top when all members that go out are gone and all that come in are there.
 *
 * DOC: The plan is a simulation
 *
 * The members are gone through in the order in which they are to change, and for
 * each entry @top follows. A patch that goes out must be on top by then; if
 * not, something that stays lies above it. So the outcome does not depend on how
 * many members touch an entry: it is written once, from what is there to what will be
 * there, and nothing in between is ever in force.
 *
 * An entry belongs to one change at a time (entry->slot): the second one of the same
 * attempt that wants it is put off to the next.
 */
#include "plan.h"

#include <linux/module.h>
#include <linux/slab.h>

#include "active.h"
#include "data.h"
#include "patch.h"
#include "stack.h"
#include "stackcheck.h"
#include "target.h"
#include "thunk.h"
#include "verify.h"

static u32 kmend_plan_nr_funcs(const struct kmend_change *change)
{
	u32 nr = 0;
	u32 i;

	for (i = 0; i < change->nr_members; i++)
		nr += change->members[i].nr_funcs;
	return nr;
}

u32 kmend_plan_max_ranges(const struct kmend_change *change)
{
	/* A range for each function, one for what lies on it; a module for each patch. */
	return 2 * kmend_plan_nr_funcs(change) + change->nr_members;
}

/* What belongs to a module that is not there is left out. */
static bool kmend_plan_takes(const struct kmend_member *member, const struct kmend_func *func)
{
	return member->admitted || !func->target || func->target->pinned;
}

int kmend_plan_no_memory(struct kmend_change *change)
{
	return kmend_report_fail(change->report, -EAGAIN, KMEND_CAUSE_NO_MEMORY,
				 "not enough memory for an attempt");
}

/* The slot of an entry, new or known; NULL: another change has it. */
static struct kmend_slot *kmend_plan_slot(struct kmend_change *change, struct kmend_entry *entry)
{
	struct kmend_slot *slot = entry->slot;

	if (slot >= change->slots && slot < change->slots + change->nr_slots)
		return slot;
	if (slot) {
		change->deferred = true;
		return NULL;
	}
	slot = &change->slots[change->nr_slots++];
	slot->entry = entry;
	slot->top = kmend_entry_newest(entry);
	entry->slot = slot;
	return slot;
}

static int kmend_plan_under(struct kmend_change *change, const struct kmend_member *member,
			    const struct kmend_func *top)
{
	/* A replacement on top is applied, so its patch stays. */
	return kmend_report_fail(change->report, -EBUSY, KMEND_CAUSE_UNDER,
				 "'%s': '%s' lies on top of it for %s", member->id,
				 top ? top->patch->vertex.id : "?", top ? top->name : "?");
}

/*
 * Threads may go on in what @func replaces: in the old function, but in no byte that a jump is written
 * over, or else one that resumes there would run half of it; and in what is in force there now, whose
 * bytes stay.
 */
static void kmend_plan_allow_old(struct kmend_change *change, struct kmend_stackcheck *check,
				 struct kmend_member *member, struct kmend_func *func,
				 struct kmend_entry *entry)
{
	u32 written = func->desc->flags & KMEND_FUNC_PART ? 0 : KMEND_JUMP_SIZE;
	const struct kmend_func *newest = entry ? kmend_entry_newest(entry) : NULL;
	u32 i;

	if (!change->allow_active || !(func->desc->flags & KMEND_FUNC_ACTIVE))
		return;
	member->lenient = true;
	kmend_stackcheck_allow(check, change->group, func->old_addr + written, func->size - written);
	if (!newest)
		return;
	kmend_stackcheck_allow(check, change->group, newest->new_addr, newest->desc->new_size);
	for (i = 0; i < change->nr_members; i++)
		if (change->members[i].patch == newest->patch)
			change->members[i].lenient = true;
}

/* Threads may go on in the code of a patch that goes out, where it says so itself. */
static void kmend_plan_allow_own(struct kmend_change *change, struct kmend_stackcheck *check,
				 struct kmend_member *member, const struct kmend_func *func)
{
	if (!change->allow_active || !(func->desc->flags & KMEND_FUNC_ACTIVE) ||
	    func->desc->flags & KMEND_FUNC_PART)
		return;
	member->lenient = true;
	kmend_stackcheck_allow(check, change->group, func->new_addr, func->desc->new_size);
}

static int kmend_plan_out(struct kmend_change *change, const struct kmend_member *member,
			  struct kmend_func *func)
{
	struct kmend_slot *slot;

	if (func->desc->flags & KMEND_FUNC_PART)
		return 0;
	if (WARN_ON_ONCE(!func->entry))
		return kmend_report_fail(change->report, -EINVAL, KMEND_CAUSE_INTERNAL,
					 "%s: is not applied", func->name);
	slot = kmend_plan_slot(change, func->entry);
	if (!slot)
		return -EINPROGRESS;
	if (slot->top != func)
		return kmend_plan_under(change, member, slot->top);
	slot->top = kmend_entry_next(func);
	return 0;
}

/* What is in force at an entry and stays in memory is replaced, so it must be quiet. */
static int kmend_plan_cover(struct kmend_change *change, struct kmend_stackcheck *check,
			    const struct kmend_member *member, const struct kmend_func *top)
{
	const struct module *module;

	/* Another member of this change: nobody has run it yet. */
	if (!top->entry)
		return 0;
	/* It came when this one was out: to come back on top of it is not to come back. */
	if (member->order && top->patch->order > member->order)
		return kmend_plan_under(change, member, top);

	/* For the lookup; the module itself is pinned, its patch is applied. */
	preempt_disable();
	module = __module_text_address(top->new_addr);
	preempt_enable();
	if (!WARN_ON_ONCE(!module))
		kmend_stackcheck_add_module(check, change->group, module, false);
	return 0;
}

/* Somebody else's patch may have let threads go on where this one wants none. */
static int kmend_plan_check_active(struct kmend_change *change, const struct kmend_func *func)
{
	const struct kmend_patch *other = kmend_active_find(change, func);

	if (!other || (change->allow_active && func->desc->flags & KMEND_FUNC_ACTIVE))
		return 0;
	return kmend_report_fail(change->report, -EAGAIN, KMEND_CAUSE_BUSY,
				 "%s: threads go on in its old code, which '%s' allows", func->name,
				 other->vertex.id);
}

static int kmend_plan_in(struct kmend_change *change, struct kmend_stackcheck *check,
			 struct kmend_member *member, struct kmend_func *func)
{
	struct kmend_entry *entry;
	struct kmend_slot *slot;
	int ret;

	ret = kmend_verify_place(func, change->report);
	if (!ret && !member->admitted)
		ret = kmend_plan_check_active(change, func);
	if (ret)
		return ret;
	kmend_stackcheck_add(check, change->group, func->old_addr, func->size);
	if (func->desc->flags & KMEND_FUNC_PART) {
		kmend_plan_allow_old(change, check, member, func, NULL);
		return 0;
	}
	if (WARN_ON_ONCE(func->entry))
		return kmend_report_fail(change->report, -EINVAL, KMEND_CAUSE_INTERNAL,
					 "%s: is applied already", func->name);

	entry = kmend_entry_find(func->old_addr);
	if (!entry)
		entry = kmend_entry_create(func->old_addr, func->size);
	if (!entry)
		return kmend_plan_no_memory(change);
	slot = kmend_plan_slot(change, entry);
	if (!slot)
		return -EINPROGRESS;
	kmend_plan_allow_old(change, check, member, func, entry);
	if (slot->top && slot->top->patch == func->patch)
		return kmend_report_fail(change->report, -EINVAL, KMEND_CAUSE_INTERNAL,
					 "%s: is replaced twice by the patch", func->name);
	if (slot->top)
		ret = kmend_plan_cover(change, check, member, slot->top);
	slot->top = func;
	return ret;
}

static int kmend_plan_member(struct kmend_change *change, struct kmend_stackcheck *check,
			     struct kmend_member *member)
{
	u32 i;
	int ret = 0;

	if (!member->in)
		kmend_stackcheck_add_module(check, change->group, member->module, true);
	for (i = 0; i < member->nr_funcs && !ret; i++) {
		struct kmend_func *func = &member->funcs[i];

		/* Threads may be in the new code, whether or not the module is still there. */
		if (!member->in)
			kmend_plan_allow_own(change, check, member, func);
		if (!kmend_plan_takes(member, func))
			continue;
		ret = member->in ? kmend_plan_in(change, check, member, func) :
				   kmend_plan_out(change, member, func);
	}
	return ret;
}

/* Of several, the one that is the cause is named first. */
void kmend_plan_blame(struct kmend_change *change, const char *id)
{
	char detail[sizeof(change->report->detail)];

	if (change->nr_members == 1 || change->deferred || change->report->detail[0] == '\'')
		return;
	strscpy(detail, change->report->detail, sizeof(detail));
	snprintf(change->report->detail, sizeof(detail), "'%s': %s", id, detail);
}

/* How an entry is redirected, if that is still open. */
static int kmend_plan_choose(struct kmend_change *change, struct kmend_slot *slot)
{
	const struct kmend_func *top = slot->top;

	if (!top || kmend_entry_newest(slot->entry))
		return 0;
	switch (kmend_claim_choose(&slot->entry->claim, change->redirect)) {
	case 0:
		return 0;
	case -ENODEV:
		return kmend_report_fail(change->report, -EOPNOTSUPP, KMEND_CAUSE_INTERNAL,
					 "%s: ftrace has no site there, and the policy wants it redirected by ftrace",
					 top->name);
	case -ESHUTDOWN:
		return kmend_report_fail(change->report, -EAGAIN, KMEND_CAUSE_SITE_IN_USE,
					 "%s: ftrace is switched off, and the policy wants it redirected by ftrace",
					 top->name);
	case -ENOSPC:
		return kmend_report_fail(change->report, -EAGAIN, KMEND_CAUSE_NO_MEMORY,
					 "%s: all %u thunks are taken, and the policy wants it redirected by ftrace",
					 top->name, KMEND_THUNKS - 1);
	default:
		kmend_stack_hurry();
		return kmend_report_fail(change->report, -EAGAIN, KMEND_CAUSE_SITE_IN_USE,
					 "%s: its entry is still being given back to ftrace",
					 top->name);
	}
}

static int kmend_plan_encode(struct kmend_change *change, struct kmend_slot *slot)
{
	const struct kmend_claim *claim = &slot->entry->claim;
	const char *name = slot->top ? slot->top->name : "the original";
	int ret = kmend_plan_choose(change, slot);

	if (ret)
		return ret;
	slot->redirect.addr = kmend_claim_place(claim);
	if (slot->top)
		ret = kmend_jump_encode(slot->redirect.bytes, slot->redirect.addr,
					slot->top->new_addr);
	else if (claim->thunk)
		ret = kmend_jump_encode(slot->redirect.bytes, slot->redirect.addr,
					claim->addr + KMEND_JUMP_SIZE);
	else
		memcpy(slot->redirect.bytes, slot->entry->original, KMEND_JUMP_SIZE);
	if (ret)
		return kmend_report_fail(change->report, -ERANGE, KMEND_CAUSE_INTERNAL,
					 "%s: its replacement is too far away", name);
	switch (kmend_redirect_map(&slot->redirect)) {
	case 0:
		return 0;
	case -ENOMEM:
		return kmend_plan_no_memory(change);
	default:
		return kmend_report_fail(change->report, -EOPNOTSUPP, KMEND_CAUSE_INTERNAL,
					 "%s: its code cannot be mapped", name);
	}
}

static int kmend_plan_run(struct kmend_change *change, struct kmend_stackcheck *check)
{
	u32 i;
	int ret = 0;

	change->slots = kvcalloc(kmend_plan_nr_funcs(change), sizeof(*change->slots), GFP_KERNEL);
	if (!change->slots)
		return kmend_plan_no_memory(change);
	for (i = 0; i < change->nr_members; i++)
		change->members[i].lenient = false;
	for (i = 0; i < change->nr_members && !ret; i++) {
		ret = kmend_plan_member(change, check, &change->members[i]);
		if (ret)
			kmend_plan_blame(change, change->members[i].id);
	}
	for (i = 0; i < change->nr_slots && !ret; i++)
		ret = kmend_plan_encode(change, &change->slots[i]);
	return ret ?: kmend_data_prepare(change);
}

int kmend_plan_prepare(struct kmend_change *change, struct kmend_stackcheck *check)
{
	change->err = kmend_plan_run(change, check);
	if (!change->err && !kmend_stackcheck_seal(check, change->group)) {
		change->deferred = true;
		change->err = -EINPROGRESS;
	}
	if (change->err)
		kmend_stackcheck_drop(check, change->group);
	return change->err;
}

static int kmend_plan_verify_member(struct kmend_change *change,
				    const struct kmend_member *member)
{
	u32 i;
	int ret = 0;

	for (i = 0; i < member->nr_funcs && !ret; i++) {
		const struct kmend_func *func = &member->funcs[i];
		bool is_part = func->desc->flags & KMEND_FUNC_PART;

		if (!kmend_plan_takes(member, func))
			continue;
		ret = kmend_verify_code(func, is_part ? NULL : kmend_entry_find(func->old_addr),
					change->report);
	}
	return ret;
}

int kmend_plan_verify(struct kmend_change *change)
{
	const struct kmend_func *newest;
	int ret = 0;
	u32 i;

	for (i = 0; i < change->nr_slots && !ret; i++) {
		newest = kmend_entry_newest(change->slots[i].entry);
		if (!newest)
			continue;
		ret = kmend_verify_jump(newest, change->report);
		if (ret)
			kmend_plan_blame(change, newest->patch->vertex.id);
	}
	for (i = 0; i < change->nr_members && !ret; i++) {
		if (!change->members[i].in)
			continue;
		ret = kmend_plan_verify_member(change, &change->members[i]);
		if (ret)
			kmend_plan_blame(change, change->members[i].id);
	}
	change->err = ret ?: kmend_data_verify(change);
	return change->err;
}

static bool kmend_member_has(const struct kmend_member *member, unsigned long addr)
{
	u32 i;

	if (!member->in)
		return within_module_core(addr, member->module);
	for (i = 0; i < member->nr_funcs; i++)
		if (addr - member->funcs[i].old_addr < member->funcs[i].size)
			return true;
	return false;
}

void kmend_plan_blocked(struct kmend_change *change)
{
	u32 i;

	if (change->nr_members == 1 || !change->report->nr_blockers)
		return;
	/* In what a patch replaces of another one: of which it is cannot be told so. */
	for (i = 0; i < change->nr_members; i++) {
		if (!kmend_member_has(&change->members[i], change->report->blockers[0].func))
			continue;
		snprintf(change->report->detail, sizeof(change->report->detail),
			 "'%s' is in use", change->members[i].id);
		return;
	}
}

void kmend_plan_write(const struct kmend_change *change)
{
	u32 i;

	for (i = 0; i < change->nr_slots; i++)
		kmend_redirect_commit(&change->slots[i].redirect);
	kmend_data_write(change);
}

void kmend_plan_adopt(const struct kmend_change *change)
{
	u32 i, j;

	for (i = 0; i < change->nr_members; i++) {
		const struct kmend_member *member = &change->members[i];

		for (j = 0; j < member->nr_funcs; j++) {
			struct kmend_func *func = &member->funcs[j];

			if (func->desc->flags & KMEND_FUNC_PART || !kmend_plan_takes(member, func))
				continue;
			if (member->in)
				kmend_entry_push(kmend_entry_find(func->old_addr), func);
			else
				kmend_entry_pop(func);
		}
	}
	kmend_data_adopt(change);
}

void kmend_plan_end(struct kmend_change *change)
{
	u32 i;

	for (i = 0; i < change->nr_slots; i++) {
		kmend_redirect_unmap(&change->slots[i].redirect);
		change->slots[i].entry->slot = NULL;
	}
	kvfree(change->slots);
	change->slots = NULL;
	change->nr_slots = 0;
	kmend_data_end(change);
}
