// SPDX-License-Identifier: GPL-2.0
/* Which threads have a frame in code that is about to change? */
#include "stackcheck.h"

#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/ftrace.h>
#include <linux/llist.h>
#include <linux/module.h>
#include <linux/rethook.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "kmend.h"

/**
 * DOC: One stack
 *
 * Whose stacks are looked at, and when, is the business of threads.c. Here is how one is:
 * of a thread that is switched out and stays so, or of the one that calls. A stack in use
 * can only be unwound by its owner.
 *
 * A stack that the unwinder does not vouch for (generated code without unwind
 * data on it), or must not be asked about, is searched word by word, and so are
 * the return addresses that the graph tracer and return probes keep elsewhere.
 * That can find what is not there and so refuse without need, but it does not
 * miss a return address.
 *
 * So where the search finds nothing, the unwinder would not either: it reads the same words, or
 * the same hidden places. In the stop that order is quicker, as almost every stack
 * is clear: kmend_stackcheck_is_clear().
 *
 * Several groups of ranges, whose fates are independent, share one look. The ranges of
 * different groups do not touch, so an address is in at most one of them. A thread
 * is walked to its end unless it was found in every group.
 *
 * In some of the code threads may go on (active.c). Such a thread is only counted, unless the rest of its stack
 * leads into other code of the group.
 *
 * One thing leads into code that is on no stack. A system call that is interrupted may note a function by
 * which it goes on (restart_block), and the thread leaves the kernel, or is stopped on its way, before that is called. The
 * note is not taken back when the call is over, and user mode can have it acted on at any time, by
 * restart_syscall(2). So where the code goes away, a thread with a note that leads there is in the way, however
 * old the note is. Only the thread itself writes it, but a fork copies it.
 *
 * A return address may lie just past the end of a function whose last
 * instruction is a call that never returns; so the end of a range is inside.
 */

/**
 * struct kmend_unwind - unwinding one stack
 * @check: what to look for
 * @hits: by group, what was found
 * @nr_hits: in how many groups, other than where threads may go on
 * @found: anything was
 * @unreliable: the walk can find what is not there
 */
struct kmend_unwind {
	const struct kmend_stackcheck *check;
	struct kmend_hit *hits;
	u32 nr_hits;
	bool found;
	bool unreliable;
};

int kmend_stackcheck_init(struct kmend_stackcheck *check, u32 max_ranges, u32 nr_groups)
{
	*check = (struct kmend_stackcheck){ .max_ranges = max_ranges, .nr_groups = nr_groups };
	check->ranges = kvcalloc(max_ranges, sizeof(*check->ranges), GFP_KERNEL);
	check->allowed = kvcalloc(max_ranges, sizeof(*check->allowed), GFP_KERNEL);
	check->leaving = kvcalloc(max_ranges, sizeof(*check->leaving), GFP_KERNEL);
	check->reports = kcalloc(nr_groups, sizeof(*check->reports), GFP_KERNEL);
	check->own = kvcalloc(nr_cpu_ids, nr_groups * sizeof(*check->own), GFP_KERNEL);
	check->owner = kvcalloc(nr_cpu_ids, sizeof(*check->owner), GFP_KERNEL);
	check->hits = kcalloc(nr_groups, sizeof(*check->hits), GFP_KERNEL);
	return check->ranges && check->allowed && check->leaving && check->reports && check->own &&
			       check->owner && check->hits ?
		       0 : -ENOMEM;
}

void kmend_stackcheck_exit(struct kmend_stackcheck *check)
{
	kvfree(check->ranges);
	kvfree(check->allowed);
	kvfree(check->leaving);
	kfree(check->reports);
	kvfree(check->own);
	kvfree(check->owner);
	kfree(check->hits);
	*check = (struct kmend_stackcheck){};
}

void kmend_stackcheck_add(struct kmend_stackcheck *check, u32 group, unsigned long start,
			  unsigned long size)
{
	if (WARN_ON_ONCE(check->nr_ranges == check->max_ranges))
		return;
	check->ranges[check->nr_ranges++] = (struct kmend_range){ start, start + size, group };
}

void kmend_stackcheck_allow(struct kmend_stackcheck *check, u32 group, unsigned long start,
			    unsigned long size)
{
	if (WARN_ON_ONCE(check->nr_allowed == check->max_ranges))
		return;
	check->allowed[check->nr_allowed++] = (struct kmend_range){ start, start + size, group };
}

void kmend_stackcheck_leave(struct kmend_stackcheck *check, u32 group, unsigned long start,
			    unsigned long size)
{
	if (WARN_ON_ONCE(check->nr_leaving == check->max_ranges))
		return;
	check->leaving[check->nr_leaving++] = (struct kmend_range){ start, start + size, group };
}

static int kmend_range_compare(const void *a, const void *b)
{
	const struct kmend_range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* Sorted, but not disjoint yet: do ranges of two groups touch? */
static bool kmend_ranges_are_apart(const struct kmend_range *ranges, u32 nr)
{
	unsigned long end = ranges[0].end;
	u32 i;

	for (i = 1; i < nr; i++) {
		/* Up to here, whatever reaches as far as @end is of one group. */
		if (ranges[i].start <= end && ranges[i].group != ranges[i - 1].group)
			return false;
		end = max(end, ranges[i].end);
	}
	return true;
}

void kmend_stackcheck_add_module(struct kmend_stackcheck *check, u32 group,
				 const struct module *module, bool leaves)
{
	unsigned long base = (unsigned long)module->core_layout.base;

	kmend_stackcheck_add(check, group, base, module->core_layout.text_size);
	if (leaves)
		kmend_stackcheck_leave(check, group, base, module->core_layout.text_size);
}

bool kmend_stackcheck_seal(struct kmend_stackcheck *check, u32 group)
{
	struct kmend_range *ranges = check->ranges;
	u32 last = 0;
	u32 i;

	if (!check->nr_ranges)
		return true;
	sort(ranges, check->nr_ranges, sizeof(*ranges), kmend_range_compare, NULL);
	if (!kmend_ranges_are_apart(ranges, check->nr_ranges))
		return false;
	/* Disjoint, so that the range with the nearest start decides. */
	for (i = 1; i < check->nr_ranges; i++) {
		if (ranges[i].start > ranges[last].end)
			ranges[++last] = ranges[i];
		else
			ranges[last].end = max(ranges[last].end, ranges[i].end);
	}
	check->nr_ranges = last + 1;
	return true;
}

/* Return: how many are left. */
static u32 kmend_ranges_drop(struct kmend_range *ranges, u32 nr, u32 group)
{
	u32 i, kept = 0;

	for (i = 0; i < nr; i++)
		if (ranges[i].group != group)
			ranges[kept++] = ranges[i];
	return kept;
}

void kmend_stackcheck_drop(struct kmend_stackcheck *check, u32 group)
{
	check->nr_ranges = kmend_ranges_drop(check->ranges, check->nr_ranges, group);
	check->nr_leaving = kmend_ranges_drop(check->leaving, check->nr_leaving, group);
}

static const struct kmend_range *kmend_ranges_find(const struct kmend_stackcheck *check,
						   unsigned long addr)
{
	u32 low = 0, high = check->nr_ranges;

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		const struct kmend_range *range = &check->ranges[middle];

		if (addr < range->start)
			high = middle;
		else if (addr > range->end)
			low = middle + 1;
		else
			return range;
	}
	return NULL;
}

/*
 * Few, so one by one. The end is not inside here: it may be the first byte of another function, and to
 * find it in the way is only more careful.
 */
static bool kmend_range_has(const struct kmend_range *range, unsigned long addr)
{
	return addr >= range->start && addr < range->end;
}

static bool kmend_ranges_allow(const struct kmend_stackcheck *check, u32 group, unsigned long addr)
{
	u32 i;

	for (i = 0; i < check->nr_allowed; i++)
		if (check->allowed[i].group == group && kmend_range_has(&check->allowed[i], addr))
			return true;
	return false;
}

bool kmend_stackcheck_restarts(const struct kmend_stackcheck *check, const struct task_struct *task)
{
	unsigned long addr = (unsigned long)READ_ONCE(task->restart_block.fn);
	u32 i;

	for (i = 0; i < check->nr_leaving; i++)
		if (kmend_range_has(&check->leaving[i], addr))
			return true;
	return false;
}

/* The call that the thread is to restart, or could: see DOC: One stack. */
static void kmend_restart_find(struct kmend_unwind *unwind, const struct task_struct *task)
{
	const struct kmend_stackcheck *check = unwind->check;
	unsigned long addr = (unsigned long)task->restart_block.fn;
	struct kmend_hit *hit;
	u32 i;

	for (i = 0; i < check->nr_leaving; i++) {
		hit = &unwind->hits[check->leaving[i].group];
		if (!kmend_range_has(&check->leaving[i], addr) || hit->addr)
			continue;
		*hit = (struct kmend_hit){ .addr = addr, .restart = true };
		unwind->nr_hits++;
		unwind->found = true;
	}
}

/* Return: whether to go on. */
static bool kmend_unwind_frame(void *cookie, unsigned long addr)
{
	struct kmend_unwind *unwind = cookie;
	const struct kmend_range *range = kmend_ranges_find(unwind->check, addr);
	struct kmend_hit *hit;

	if (!range)
		return true;
	hit = &unwind->hits[range->group];
	unwind->found = true;
	if (kmend_ranges_allow(unwind->check, range->group, addr)) {
		if (!hit->addr && !hit->active)
			hit->unreliable = unwind->unreliable;
		hit->active = true;
		return true;
	}
	if (!hit->addr) {
		/* One just past the end is told as one in the function. */
		hit->addr = addr == range->end ? addr - 1 : addr;
		hit->unreliable = unwind->unreliable;
		unwind->nr_hits++;
	}
	return unwind->nr_hits < unwind->check->nr_groups;
}

/* Return addresses that were taken off the stack by those who want to know of returns. */
static void kmend_hidden_find(struct kmend_unwind *unwind, struct task_struct *task)
{
#ifdef CONFIG_RETHOOK
	struct llist_node *node;
#endif

#ifdef CONFIG_FUNCTION_GRAPH_TRACER
	if (task->ret_stack) {
		int i = min(task->curr_ret_stack, FTRACE_RETFUNC_DEPTH - 1);

		for (; i >= 0; i--)
			kmend_unwind_frame(unwind, task->ret_stack[i].ret);
	}
#endif
#ifdef CONFIG_RETHOOK
	for (node = task->rethooks.first; node; node = node->next)
		kmend_unwind_frame(unwind,
				   llist_entry(node, struct rethook_node, llist)->ret_addr);
#endif
}

/*
 * Above the frames lie the registers of user mode, whose values user mode
 * chooses: not searched.
 */
static void kmend_stack_search(struct kmend_unwind *unwind, struct task_struct *task)
{
	const struct kmend_stackcheck *check = unwind->check;
	unsigned long bottom = (unsigned long)task_stack_page(task);
	unsigned long top = (unsigned long)task_pt_regs(task);
	unsigned long sp = task == current ? (unsigned long)__builtin_frame_address(0) :
					     READ_ONCE(task->thread.sp);
	unsigned long low, span, word;

	if (!check->nr_ranges)
		return;
	/* Most words are nothing like the code: they cost one comparison. */
	low = check->ranges[0].start;
	span = check->ranges[check->nr_ranges - 1].end - low;
	if (sp < bottom || sp > top)
		sp = bottom;
	unwind->unreliable = true;
	for (sp = round_down(sp, sizeof(long)); sp < top; sp += sizeof(long)) {
		word = READ_ONCE_NOCHECK(*(unsigned long *)sp);
		if (word - low <= span && !kmend_unwind_frame(unwind, word))
			return;
	}
	kmend_hidden_find(unwind, task);
}

/*
 * To step over a return probe, the unwinder asks rethook, which warns of every
 * thread but the caller that is not asleep, also of one that is preempted or was
 * just woken. A warning in the stop is not what anybody wants.
 */
static bool kmend_walk_warns(struct task_struct *task)
{
#ifdef CONFIG_RETHOOK
	return task != current && task_is_running(task) && !llist_empty(&task->rethooks);
#else
	return false;
#endif
}

bool kmend_stackcheck_task(const struct kmend_stackcheck *check, struct task_struct *task,
			   struct kmend_hit *hits)
{
	struct kmend_unwind unwind = { .check = check, .hits = hits };
	int ret = -EINVAL;

	memset(hits, 0, check->nr_groups * sizeof(*hits));
	if (!kmend_walk_warns(task))
		ret = arch_stack_walk_reliable(kmend_unwind_frame, &unwind, task);
	/* Ending the walk early makes it fail, too. */
	if (ret && unwind.nr_hits < check->nr_groups)
		kmend_stack_search(&unwind, task);
	kmend_restart_find(&unwind, task);
	return unwind.found;
}

bool kmend_stackcheck_is_clear(const struct kmend_stackcheck *check, struct task_struct *task,
			       struct kmend_hit *hits)
{
	struct kmend_unwind unwind = { .check = check, .hits = hits };

	memset(hits, 0, check->nr_groups * sizeof(*hits));
	kmend_stack_search(&unwind, task);
	kmend_restart_find(&unwind, task);
	return !unwind.found;
}

static struct kmend_hit *kmend_own_hits(const struct kmend_stackcheck *check, unsigned int cpu)
{
	return &check->own[cpu * check->nr_groups];
}

void kmend_stackcheck_own(struct kmend_stackcheck *check)
{
	unsigned int cpu = raw_smp_processor_id();
	struct kmend_hit *hits = kmend_own_hits(check, cpu);

	check->owner[cpu] = current;
	if (!kmend_stackcheck_is_clear(check, current, hits))
		kmend_stackcheck_task(check, current, hits);
}

static void kmend_blocker_add(struct kmend_report *report, struct task_struct *task,
			      struct kmend_hit hit)
{
	struct kmend_blocker *blocker;

	if (report->nr_blockers++ >= KMEND_BLOCKERS_MAX)
		return;

	blocker = &report->blockers[report->nr_blockers - 1];
	blocker->pid = task->tgid;
	blocker->tid = task->pid;
	/* Without task_lock(): in the stop nobody renames it, and else it may be half a name. */
	strscpy(blocker->comm, task->comm, sizeof(blocker->comm));
	blocker->func = hit.addr;
	blocker->state = task_state_to_char(task);
	blocker->kind = is_idle_task(task)	 ? KMEND_BLOCKER_IDLE :
			task->flags & PF_KTHREAD ? KMEND_BLOCKER_KTHREAD :
						   KMEND_BLOCKER_USER;
	blocker->unreliable = hit.unreliable;
	blocker->restart = hit.restart;
}

void kmend_stackcheck_tell(const struct kmend_stackcheck *check, struct task_struct *task,
			   const struct kmend_hit *hits)
{
	u32 i;

	for (i = 0; i < check->nr_groups; i++)
		if (hits[i].addr)
			kmend_blocker_add(check->reports[i], task, hits[i]);
		else if (hits[i].active)
			check->reports[i]->nr_active++;
}

void kmend_stackcheck_tell_own(const struct kmend_stackcheck *check)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		kmend_stackcheck_tell(check, check->owner[cpu], kmend_own_hits(check, cpu));
}
