// SPDX-License-Identifier: GPL-2.0
/*
 * Who came to a function after it was redirected by a jump, and was told that he succeeded? The
 * kernel has no way to refuse him. So he is found, and told of.
 *
 * DOC: How they are found
 *
 * With the function's ftrace record disabled, whoever comes by way of ftrace is taken into ftrace's own tables
 * nevertheless: a direct call into that of direct calls, a live patch or a tracer as an ops that is on and
 * covers the site; a kprobe at the entry is in the table of kprobes as well. Only what was meant for this
 * function counts. An ops that covers everything has lost one function of many.
 *
 * They are looked for after each attempt, when somebody asks for a patch, and every few seconds as long as anything is
 * redirected by a jump. That is a walk over the table of entries and, for each, over the list of ops,
 * of which there are few.
 *
 * DOC: Locks
 *
 * kmend_targets_mutex keeps the entries and what lies on them as they are. Inside it ftrace_lock, once for all entries,
 * for the list of ops; after that kmend_patches_mutex, for the events. Nobody waits for ftrace_lock, which others hold for
 * whole grace periods, nor, to show a patch, for the first, which an attempt holds for as long as it takes: all
 * that depends on a look is when something is told, and the next comes soon. If memory is out, the event is
 * lost like any other (event.c); what is shown is kept in the entry.
 */
#include "bypass.h"

#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/workqueue.h>

#include "event.h"
#include "kmend.h"
#include "patch.h"
#include "retry.h"
#include "stack.h"
#include "target.h"
#include "unexported.h"

enum { KMEND_BYPASS_MS = 5000 };

static void kmend_bypass_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(kmend_bypass_worker, kmend_bypass_work);

static const char *kmend_bypass_about(u32 bypass)
{
#define KMEND_BYPASS_ABOUT(name, number, text, about) [number] = about,
	static const char * const abouts[] = { KMEND_BYPASS_LIST(KMEND_BYPASS_ABOUT) };
#undef KMEND_BYPASS_ABOUT

	return abouts[bypass];
}

/* Of all ops that are on, those that cover this address, and not just any. */
static u32 kmend_bypass_find_ops(unsigned long addr)
{
	struct ftrace_ops *ops;
	u32 found = 0;

	lockdep_assert_held(&ftrace_lock);

	/* ftrace_ops_test() looks at hashes that are freed by RCU. Any regs will do. */
	preempt_disable();
	for (ops = ftrace_ops_list; ops && found != KMEND_BYPASS_DIRECT; ops = ops->next) {
		if (!(ops->flags & FTRACE_OPS_FL_ENABLED) || !ftrace_ops_test(ops, addr, ops) ||
		    ftrace_ops_test(ops, addr + 1, ops))
			continue;
		if (ops->flags & FTRACE_OPS_FL_DIRECT)
			found = KMEND_BYPASS_DIRECT;
		else if (ops->flags & FTRACE_OPS_FL_IPMODIFY)
			found = KMEND_BYPASS_LIVEPATCH;
		else if (!found)
			found = KMEND_BYPASS_TRACER;
	}
	preempt_enable();
	return found;
}

/* A kprobe has an ops, too, and is named as what it is. */
static u32 kmend_bypass_find(unsigned long addr)
{
	u32 found = kmend_bypass_find_ops(addr);
	const struct kprobe *probe;
	bool probed;

	preempt_disable();
	probe = get_kprobe((void *)addr);
	/* One that is switched off expects nothing. */
	probed = probe && !(probe->flags & KPROBE_FLAG_DISABLED);
	preempt_enable();
	return probed && found != KMEND_BYPASS_DIRECT ? KMEND_BYPASS_KPROBE : found;
}

static void kmend_bypass_tell(struct kmend_func *func, u32 bypass)
{
	char detail[KMEND_DETAIL_MAX + 1];

	snprintf(detail, sizeof(detail), "%s: %s", func->name, kmend_bypass_about(bypass));
	mutex_lock(&kmend_patches_mutex);
	kmend_event_post_apart(func->patch, KMEND_EVENT_BYPASSED, NULL, KMEND_CAUSE_NONE, detail);
	mutex_unlock(&kmend_patches_mutex);
}

/* One that is redirected by a jump. */
static void kmend_bypass_see(struct kmend_entry *entry)
{
	entry->seen = kmend_bypass_find(entry->claim.addr);
}

static void kmend_bypass_note(struct kmend_entry *entry)
{
	if (entry->seen == entry->bypass)
		return;
	kmend_entry_set_bypass(entry, entry->seen);
	if (entry->seen)
		kmend_bypass_tell(kmend_entry_newest(entry), entry->seen);
}

/* Return: whether to look again in a while. */
static bool kmend_bypass_run(void)
{
	bool any;

	lockdep_assert_held(&kmend_targets_mutex);

	if (!mutex_trylock(&ftrace_lock))
		return true;
	any = kmend_stack_for_each_jump(kmend_bypass_see);
	mutex_unlock(&ftrace_lock);
	if (any)
		kmend_stack_for_each_jump(kmend_bypass_note);
	return any;
}

void kmend_bypass_look(bool wait)
{
	if (wait)
		mutex_lock(&kmend_targets_mutex);
	else if (!mutex_trylock(&kmend_targets_mutex))
		return;
	if (kmend_bypass_run())
		kmend_retry_queue_work(&kmend_bypass_worker, KMEND_BYPASS_MS);
	mutex_unlock(&kmend_targets_mutex);
	kmend_event_flush();
}

static void kmend_bypass_work(struct work_struct *work)
{
	kmend_bypass_look(true);
}

void kmend_bypass_exit(void)
{
	cancel_delayed_work_sync(&kmend_bypass_worker);
}
