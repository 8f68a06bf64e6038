// SPDX-License-Identifier: GPL-2.0
/*
 * What patches have done themselves when they come in or go out: their hooks.
 *
 * DOC: When they are called
 *
 * An attempt calls the hooks of its members; a member that comes in has the five of
 * apply, one that goes out the five of revert. Members are taken in the order of the
 * change: those that go out, newest first, then those that come in, oldest first.
 *
 *   PRE     every member                       no lock held, may sleep
 *   ------- claimed, verified, the machine is stopped, nobody is in the way
 *   CHECK   every member                       in the stop
 *   REVERT  those that go out, in force        in the stop
 *   ------- the jumps are written: nothing fails from here on
 *   APPLY   those that come in, in force       in the stop
 *   ------- the machine goes on, nobody is in what went out
 *   POST    every member                       no lock held, may sleep
 *
 * That nobody is in what went out can take a grace period. Attempts for other patches, with their hooks, may come
 * before the POST of a change that only takes out; none for its own.
 *
 * When an attempt does not succeed, whatever the reason, FAIL is called instead of POST, for
 * the members whose PRE was called or was due, the last one first; also for the one
 * that refused, which may have several PRE hooks. So each attempt is closed in itself: nothing
 * a hook did is pending between two attempts, and neither a cancellation nor a deadline,
 * which end a request between two, has to call anything.
 *
 * A change that is put off to the next attempt was not begun (kmend_change.deferred), and a dry
 * run calls no hook.
 *
 * Around all that a patch holds its shadow data (shadow.c): from before PRE_APPLY until after
 * POST_REVERT or FAIL_APPLY.
 *
 * The patch module is held from before the attempt until it is out of force
 * and the attempt is over, so the hooks are there. They run in the manager's worker, one
 * after the other. One that never returns stops all attempts; that is the author's to know.
 */
#include "hooks.h"

#include <linux/errno.h>
#include <linux/kernel.h>

#include "active.h"
#include "format.h"
#include "formatread.h"
#include "patch.h"
#include "plan.h"
#include "shadow.h"
#include "verify.h"

/* Hooks of one unit: no real patch comes near it. */
enum { KMEND_HOOKS_MAX = 256 };

/* Offsets from the first kind of apply or revert. */
enum kmend_hook_step {
	KMEND_HOOK_STEP_PRE,
	KMEND_HOOK_STEP_CHECK,
	KMEND_HOOK_STEP_CHANGE,
	KMEND_HOOK_STEP_POST,
	KMEND_HOOK_STEP_FAIL,
};

static const struct {
	const char *name;
	bool checks;
} kmend_hook_kinds[] = {
#define CHECKS true
#define ACTS false
#define KMEND_HOOK_KIND(name, number, text, what) [number] = { text, what },
	KMEND_HOOK_LIST(KMEND_HOOK_KIND)
#undef KMEND_HOOK_KIND
#undef ACTS
#undef CHECKS
};

int kmend_hooks_check_format(const struct kmend_format *format, const struct kmend_unit_desc *unit)
{
	const struct kmend_hook *hooks = kmend_format_ptr(unit->hooks);
	u32 i;

	if (!unit->nr_hooks)
		return 0;
	if (unit->nr_hooks > KMEND_HOOKS_MAX)
		return kmend_format_refuse(format, -E2BIG, "a unit with %u hooks, at most %u are possible",
					   unit->nr_hooks, KMEND_HOOKS_MAX);
	if (!kmend_format_within(format, unit->hooks, (u64)unit->nr_hooks * sizeof(*hooks)))
		return kmend_format_refuse(format, -EFAULT, "hooks are not in the module");
	for (i = 0; i < unit->nr_hooks; i++) {
		if (!hooks[i].kind || hooks[i].kind >= ARRAY_SIZE(kmend_hook_kinds) || hooks[i].reserved)
			return kmend_format_refuse(format, -EBADMSG, "hook %u has unknown kind %u", i,
						   hooks[i].kind);
		if (!kmend_format_is_text(format, hooks[i].function, 1))
			return kmend_format_refuse(format, -EFAULT,
						   "hook %u is not in the module's text", i);
		if (kmend_format_strlen(format, hooks[i].name, KMEND_DETAIL_MAX) <= 0)
			return kmend_format_refuse(format, -EFAULT,
						   "name of hook %u is no string in the module", i);
	}
	return 0;
}

static int kmend_hook_call(const struct kmend_hook *hook)
{
	const void *function = kmend_format_ptr(hook->function);

	if (kmend_hook_kinds[hook->kind].checks)
		return ((int (*)(void))function)();
	((void (*)(void))function)();
	return 0;
}

/* What it says is in the way may go away (EAGAIN, EBUSY), or not. */
static int kmend_hook_refused(const struct kmend_member *member, const struct kmend_hook *hook,
			      int err, struct kmend_report *report)
{
	bool later = err == -EAGAIN || err == -EBUSY;

	if (err > 0 || err < -MAX_ERRNO)
		err = -EINVAL;
	return kmend_report_fail(report, later ? -EAGAIN : err, KMEND_CAUSE_HOOK,
				 "'%s': its %s hook %s refused: %pe", member->patch->vertex.id,
				 kmend_hook_kinds[hook->kind].name,
				 (const char *)kmend_format_ptr(hook->name), ERR_PTR(err));
}

/* Calls those of a step, up to one that refuses. */
static int kmend_hooks_call(const struct kmend_member *member, enum kmend_hook_step step,
			    struct kmend_report *report)
{
	const struct kmend_patch_desc *desc = member->patch->desc;
	u32 kind = (member->in ? KMEND_HOOK_PRE_APPLY : KMEND_HOOK_PRE_REVERT) + step;
	const struct kmend_unit_desc *unit;
	const struct kmend_hook *hook, *end;
	u32 i;
	int err;

	for (i = 0; i < desc->nr_units; i++) {
		unit = kmend_format_unit(desc, i);
		hook = kmend_format_ptr(unit->hooks);
		for (end = hook + unit->nr_hooks; hook < end; hook++) {
			err = hook->kind == kind ? kmend_hook_call(hook) : 0;
			if (err)
				return kmend_hook_refused(member, hook, err, report);
		}
	}
	return 0;
}

int kmend_hooks_pre(struct kmend_change *change)
{
	const struct kmend_member *member;

	while (change->begun < change->nr_members && !change->err) {
		member = &change->members[change->begun++];
		if (member->in)
			kmend_shadows_hold(member->patch->desc);
		change->err = kmend_hooks_call(member, KMEND_HOOK_STEP_PRE, change->report);
	}
	return change->err;
}

int kmend_hooks_check(struct kmend_change *change)
{
	u32 i;

	for (i = 0; i < change->nr_members && !change->err; i++)
		change->err = kmend_hooks_call(&change->members[i], KMEND_HOOK_STEP_CHECK,
					       change->report);
	return change->err;
}

void kmend_hooks_change(const struct kmend_change *change, bool in)
{
	u32 i;

	for (i = 0; i < change->nr_members; i++)
		if (change->members[i].in == in)
			kmend_hooks_call(&change->members[i], KMEND_HOOK_STEP_CHANGE, NULL);
}

/* Of those that came in and went again, or that went out and that no thread remains in. */
static void kmend_hooks_release(const struct kmend_change *change, u32 nr, bool in)
{
	u32 i;

	for (i = 0; i < nr; i++)
		if (change->members[i].in == in && !kmend_active_remains(change, &change->members[i]))
			kmend_shadows_release(change->members[i].patch->desc);
}

void kmend_hooks_post(const struct kmend_change *change)
{
	u32 i;

	for (i = 0; i < change->nr_members; i++)
		kmend_hooks_call(&change->members[i], KMEND_HOOK_STEP_POST, NULL);
	kmend_hooks_release(change, change->nr_members, false);
}

void kmend_hooks_fail(const struct kmend_change *change)
{
	u32 i;

	for (i = change->begun; i--;)
		kmend_hooks_call(&change->members[i], KMEND_HOOK_STEP_FAIL, NULL);
	kmend_hooks_release(change, change->begun, true);
}
