// SPDX-License-Identifier: GPL-2.0
/*
 * The right to write at the entries that a change is new to: claimed from ftrace for all of them, or none; and
 * why not, in words.
 */
#include "planclaim.h"

#include <linux/err.h>
#include <linux/list.h>

#include "direct.h"
#include "patch.h"
#include "plan.h"
#include "redirect.h"
#include "stack.h"
#include "verify.h"

/* What will be in force at an entry that is not ours yet: it comes in. */
static const struct kmend_func *kmend_plan_func(const struct kmend_change *change,
						unsigned long addr)
{
	u32 i = 0;

	while (change->slots[i].entry->claim.addr != addr)
		i++;
	return change->slots[i].top;
}

/* Why @addr cannot be had. */
static int kmend_plan_unclaimed(struct kmend_change *change, unsigned long addr, int err)
{
	const struct kmend_func *func = kmend_plan_func(change, addr);

	switch (err) {
	case -EBUSY:
		change->err = kmend_report_fail(change->report, -EAGAIN, KMEND_CAUSE_SITE_IN_USE,
						"%s: ftrace has users of its entry, or somebody closed it to ftrace",
						func->name);
		break;
	case -ENOMEM:
		change->err = kmend_report_fail(change->report, -EAGAIN, KMEND_CAUSE_NO_MEMORY,
						"%s: not enough memory to have ftrace redirect it",
						func->name);
		break;
	case -EOPNOTSUPP:
		change->err = kmend_report_fail(change->report, err, KMEND_CAUSE_INTERNAL,
						"%s: its ftrace site is not its first instruction",
						func->name);
		break;
	default:
		change->err = kmend_report_fail(change->report, err, KMEND_CAUSE_INTERNAL,
						"%s: ftrace does not redirect it: %pe", func->name,
						ERR_PTR(err));
	}
	kmend_plan_blame(change, func->patch->vertex.id);
	return change->err;
}

static void kmend_plan_list(struct kmend_change *change, struct list_head *claims, bool thunks)
{
	struct kmend_claim *claim;
	u32 i;

	for (i = 0; i < change->nr_slots; i++) {
		claim = &change->slots[i].entry->claim;
		if (claim->state != KMEND_CLAIM_NONE || !!claim->thunk != thunks)
			continue;
		kmend_stack_settle(claim->addr);
		list_add_tail(&claim->node, claims);
	}
}

static void kmend_plan_unlist(struct list_head *claims)
{
	struct kmend_claim *claim, *next;

	list_for_each_entry_safe(claim, next, claims, node)
		list_del_init(&claim->node);
}

int kmend_plan_claim(struct kmend_change *change, bool keep)
{
	struct kmend_claim *refused = NULL;
	LIST_HEAD(claims);
	int err;

	kmend_plan_list(change, &claims, false);
	if (!keep)
		kmend_plan_list(change, &claims, true);
	err = keep ? kmend_claim_take(&claims, &refused) : kmend_claim_look(&claims, &refused);
	kmend_plan_unlist(&claims);
	return err ? kmend_plan_unclaimed(change, refused->addr, err) : 0;
}

int kmend_plan_claim_direct(struct kmend_change *change)
{
	struct kmend_claim *refused = NULL;
	struct kmend_claim *claim;
	LIST_HEAD(claims);
	int err;

	kmend_plan_list(change, &claims, true);
	err = kmend_claim_look(&claims, &refused);
	list_for_each_entry(claim, &claims, node) {
		if (err)
			break;
		refused = claim;
		err = kmend_direct_take(claim);
	}
	kmend_plan_unlist(&claims);
	return err ? kmend_plan_unclaimed(change, refused->addr, err) : 0;
}
