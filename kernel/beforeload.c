// SPDX-License-Identifier: GPL-2.0
/*
 * Patches that fit a module only as long as nobody has run it.
 *
 * DOC: Before it is loaded
 *
 * Such a patch lays out structures of the module in another way, or gives its data other first values. Its target
 * (struct kmend_target.before_load) is bound and patched only when the module comes, before its first instruction
 * (arrival.c). While the module is there, objects of the layout that it had when it came are about. So the patch can
 * neither come in nor go out then, which is put off (kmend_targets_pin()), and the module does not come
 * without it, whatever the policy allows.
 *
 * No other patch may change the same module, for that was built for the old layout: not one in force, nor one that comes
 * in at the same time. A patch that has both changes replaces this one, which again needs the module to be out.
 *
 * What of the module outlives it in other people's hands was made by code that is gone, and nobody looks into it.
 */
#include "beforeload.h"

#include <linux/errno.h>
#include <linux/lockdep.h>

#include "patch.h"
#include "plan.h"
#include "target.h"
#include "verify.h"

/* The module that two patches cannot both change; NULL: there is none. */
static const char *kmend_beforeload_shared(struct kmend_targets *a, struct kmend_targets *b)
{
	const struct kmend_target *other;
	u32 i;

	for (i = 0; i < a->nr; i++) {
		other = kmend_targets_find(b, a->list[i].name);
		if (other && (other->before_load || a->list[i].before_load))
			return other->name;
	}
	return NULL;
}

/* What of a change will be in force, beside @targets, and cannot be. */
static const struct kmend_member *kmend_beforeload_rival(const struct kmend_change *change, u32 nr,
							 struct kmend_targets *targets)
{
	const struct kmend_member *member;

	for (member = change->members; member < change->members + nr; member++)
		if (member->in && member->patch->targets != targets &&
		    kmend_beforeload_shared(member->patch->targets, targets))
			return member;
	return NULL;
}

static bool kmend_beforeload_goes_out(const struct kmend_change *change, const struct kmend_targets *targets)
{
	u32 i;

	for (i = 0; i < change->nr_members; i++)
		if (!change->members[i].in && change->members[i].patch->targets == targets)
			return true;
	return false;
}

static int kmend_beforeload_fail(struct kmend_change *change, const struct kmend_patch *patch,
				 const struct kmend_patch *other)
{
	change->err = kmend_report_fail(change->report, -EINVAL, KMEND_CAUSE_CONFLICT,
					"'%s' and '%s' both change module '%s', and one of them only as it was before it ran: one patch has to have both changes",
					patch->vertex.id, other->vertex.id,
					kmend_beforeload_shared(patch->targets, other->targets));
	return change->err;
}

int kmend_beforeload_check(struct kmend_change *change, struct kmend_change *const *others, u32 nr)
{
	const struct kmend_member *rival;
	struct kmend_targets *targets;
	u32 i, j;

	lockdep_assert_held(&kmend_targets_mutex);

	list_for_each_entry(targets, &kmend_targets_in_force, force_node) {
		if (kmend_beforeload_goes_out(change, targets))
			continue;
		rival = kmend_beforeload_rival(change, change->nr_members, targets);
		if (rival)
			return kmend_beforeload_fail(change, rival->patch, targets->patch);
	}
	for (i = 0; i < change->nr_members; i++) {
		if (!change->members[i].in)
			continue;
		rival = kmend_beforeload_rival(change, i, change->members[i].patch->targets);
		if (rival)
			return kmend_beforeload_fail(change, rival->patch, change->members[i].patch);
		for (j = 0; j < nr && !change->deferred; j++)
			change->deferred = !others[j]->err &&
				kmend_beforeload_rival(others[j], others[j]->nr_members,
						       change->members[i].patch->targets);
	}
	if (change->deferred)
		change->err = -EINPROGRESS;
	return change->err;
}
