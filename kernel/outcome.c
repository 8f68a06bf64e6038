// SPDX-License-Identifier: GPL-2.0
/*
 * Who was in the way of the last attempt, kept for as long as somebody may ask.
 *
 * DOC: Who holds it
 *
 * There is room in it for as many blockers as are ever told, so that none has to be found when there are
 * some. A request has one from the beginning. Each patch that was asked for shares it while blockers are to be told of
 * the patch (kmend_patch_tell()): also when the request has ended in vain, until the next one begins or the
 * patch goes. A patch that came in or went out as asked has none.
 */
#include "outcome.h"

#include "patch.h"

#include <linux/kallsyms.h>
#include <linux/slab.h>
#include <linux/string.h>

struct kmend_outcome *kmend_outcome_create(void)
{
	struct kmend_outcome *outcome = kzalloc(sizeof(*outcome), GFP_KERNEL);

	if (outcome)
		outcome->users = 1;
	return outcome;
}

struct kmend_outcome *kmend_outcome_get(struct kmend_outcome *outcome)
{
	lockdep_assert_held(&kmend_patches_mutex);

	outcome->users++;
	return outcome;
}

void kmend_outcome_put(struct kmend_outcome *outcome)
{
	if (outcome && !--outcome->users)
		kfree(outcome);
}

/*
 * A function's bare name, because an address means nothing to a listener once
 * its module is gone, and because nobody is told addresses.
 */
static noinline void kmend_outcome_name_func(char *name, unsigned long address)
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

void kmend_outcome_note(struct kmend_outcome *outcome, const struct kmend_report *report)
{
	u32 i, told = min_t(u32, report->nr_blockers, KMEND_BLOCKERS_MAX);

	lockdep_assert_held(&kmend_patches_mutex);

	outcome->nr_blockers = report->nr_blockers;
	for (i = 0; i < told; i++) {
		outcome->blockers[i] = report->blockers[i];
		kmend_outcome_name_func(outcome->func[i], report->blockers[i].func);
	}
}
