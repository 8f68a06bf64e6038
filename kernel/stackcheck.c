// SPDX-License-Identifier: GPL-2.0
/* Which threads have a frame in code that is about to change? */
#include "stackcheck.h"

#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/ftrace.h>
#include <linux/llist.h>
#include <linux/rethook.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "kmend.h"

/**
 * DOC: What is looked at
 *
 * Everything happens in the stop: each CPU runs its stopper thread with
 * interrupts off, so every other thread is switched out and its stack stands
 * still. Nothing is allocated, nothing sleeps.
 *
 * - The stoppers are the only threads on a CPU. A stack in use can only be
 *   unwound by its owner, so each of them looks at its own and leaves the answer
 *   in own[]. They matter: a function of the stop machinery itself can never
 *   be replaced, and this is what finds it out.
 * - All other threads on the task lists. No lock: they are RCU lists, writers
 *   hold tasklist_lock with interrupts off, so none of them is halfway while
 *   every CPU is in the stop, and no grace period can end meanwhile. A thread
 *   that a fork has not linked yet has not run an instruction.
 * - The idle tasks of the CPUs that are online, which are on no list. A CPU that
 *   is offline starts on an empty stack when it comes back. (Under Xen PV it
 *   goes on from within play_dead(); that path is not looked at.)
 * - A thread whose stack is gone is dead and will not run again.
 *
 * Not seen: a thread that exits, took itself off the lists and was preempted or
 * sleeps in the short rest of do_exit(). It goes on in old code, which stays
 * where it is; before new code may go, the revert waits for such threads with
 * synchronize_rcu_tasks(). And an NMI may have interrupted any CPU inside the
 * code: it finishes what it began.
 *
 * A stack that the unwinder does not vouch for (generated code without unwind
 * data on it), or must not be asked about, is searched word by word, and so are
 * the return addresses that the graph tracer and return probes keep elsewhere.
 * That can find what is not there and so refuse without need, but it does not
 * miss a return address.
 *
 * A return address may lie just past the end of a function whose last
 * instruction is a call that never returns; so the end of a range is inside.
 */

/* Unwinding one stack: what to look for, what was found. */
struct kmend_unwind {
	const struct kmend_stackcheck *check;
	unsigned long addr;
};

int kmend_stackcheck_init(struct kmend_stackcheck *check, unsigned int max_ranges)
{
	check->nr_ranges = 0;
	check->max_ranges = max_ranges;
	check->ranges = kvcalloc(max_ranges, sizeof(*check->ranges), GFP_KERNEL);
	check->own = kcalloc(nr_cpu_ids, sizeof(*check->own), GFP_KERNEL);
	return check->ranges && check->own ? 0 : -ENOMEM;
}

void kmend_stackcheck_exit(struct kmend_stackcheck *check)
{
	kvfree(check->ranges);
	kfree(check->own);
	check->ranges = NULL;
	check->own = NULL;
}

void kmend_stackcheck_add(struct kmend_stackcheck *check, unsigned long start,
			  unsigned long size)
{
	if (WARN_ON_ONCE(check->nr_ranges == check->max_ranges))
		return;
	check->ranges[check->nr_ranges++] = (struct kmend_range){ start, start + size };
}

static int kmend_range_compare(const void *a, const void *b)
{
	const struct kmend_range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

void kmend_stackcheck_seal(struct kmend_stackcheck *check)
{
	struct kmend_range *ranges = check->ranges;
	unsigned int last = 0;
	unsigned int i;

	if (!check->nr_ranges)
		return;
	sort(ranges, check->nr_ranges, sizeof(*ranges), kmend_range_compare, NULL);
	/* Disjoint, so that the range with the nearest start decides. */
	for (i = 1; i < check->nr_ranges; i++) {
		if (ranges[i].start <= ranges[last].end)
			ranges[last].end = max(ranges[last].end, ranges[i].end);
		else
			ranges[++last] = ranges[i];
	}
	check->nr_ranges = last + 1;
}

/*
 * Return: 0 if @addr is in none of the ranges, else an address in the same
 * function, which for one just past the end is not @addr itself.
 */
static unsigned long kmend_ranges_find(const struct kmend_stackcheck *check,
				       unsigned long addr)
{
	unsigned int low = 0, high = check->nr_ranges;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;
		const struct kmend_range *range = &check->ranges[middle];

		if (addr < range->start)
			high = middle;
		else if (addr > range->end)
			low = middle + 1;
		else
			return addr == range->end ? addr - 1 : addr;
	}
	return 0;
}

/* Return: whether to go on. */
static bool kmend_unwind_frame(void *cookie, unsigned long addr)
{
	struct kmend_unwind *unwind = cookie;

	unwind->addr = kmend_ranges_find(unwind->check, addr);
	return !unwind->addr;
}

/* Return addresses that were taken off the stack by those who want to know of returns. */
static unsigned long kmend_hidden_find(const struct kmend_stackcheck *check,
				       struct task_struct *task)
{
	unsigned long addr = 0;
#ifdef CONFIG_RETHOOK
	struct llist_node *node;
#endif

#ifdef CONFIG_FUNCTION_GRAPH_TRACER
	if (task->ret_stack) {
		int i = min(task->curr_ret_stack, FTRACE_RETFUNC_DEPTH - 1);

		for (; i >= 0 && !addr; i--)
			addr = kmend_ranges_find(check, task->ret_stack[i].ret);
	}
#endif
#ifdef CONFIG_RETHOOK
	for (node = task->rethooks.first; node && !addr; node = node->next)
		addr = kmend_ranges_find(check,
					 llist_entry(node, struct rethook_node, llist)->ret_addr);
#endif
	return addr;
}

/*
 * Above the frames lie the registers of user mode, whose values user mode
 * chooses: not searched.
 */
static unsigned long kmend_stack_search(const struct kmend_stackcheck *check,
					struct task_struct *task)
{
	unsigned long bottom = (unsigned long)task_stack_page(task);
	unsigned long top = (unsigned long)task_pt_regs(task);
	unsigned long sp = task == current ? (unsigned long)__builtin_frame_address(0) :
					     READ_ONCE(task->thread.sp);
	unsigned long addr = 0;

	if (sp < bottom || sp > top)
		sp = bottom;
	for (sp = round_down(sp, sizeof(long)); sp < top && !addr; sp += sizeof(long))
		addr = kmend_ranges_find(check, READ_ONCE_NOCHECK(*(unsigned long *)sp));
	return addr ?: kmend_hidden_find(check, task);
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

/* @task is switched out, or is the caller; its stack is there. */
static struct kmend_hit kmend_stack_check(const struct kmend_stackcheck *check,
					  struct task_struct *task)
{
	struct kmend_unwind unwind = { .check = check };
	struct kmend_hit hit = {};
	int ret = -EINVAL;

	if (!kmend_walk_warns(task))
		ret = arch_stack_walk_reliable(kmend_unwind_frame, &unwind, task);
	/* Ending the walk at a hit makes it fail, too. */
	hit.addr = unwind.addr;
	if (hit.addr || !ret)
		return hit;

	hit.unreliable = true;
	hit.addr = kmend_stack_search(check, task);
	return hit;
}

void kmend_stackcheck_own(struct kmend_stackcheck *check)
{
	check->own[raw_smp_processor_id()] = kmend_stack_check(check, current);
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
	/* Nobody renames a thread now, so without task_lock(). */
	strscpy(blocker->comm, task->comm, sizeof(blocker->comm));
	blocker->func = hit.addr;
	blocker->state = task_state_to_char(task);
	blocker->kind = is_idle_task(task)	 ? KMEND_BLOCKER_IDLE :
			task->flags & PF_KTHREAD ? KMEND_BLOCKER_KTHREAD :
						   KMEND_BLOCKER_USER;
	blocker->unreliable = hit.unreliable;
}

static void kmend_task_check(const struct kmend_stackcheck *check, struct task_struct *task,
			     struct kmend_report *report)
{
	struct kmend_hit hit;

	if (task_curr(task)) {
		hit = check->own[task_cpu(task)];
	} else {
		if (!try_get_task_stack(task))
			return;
		hit = kmend_stack_check(check, task);
		put_task_stack(task);
	}
	if (hit.addr)
		kmend_blocker_add(report, task, hit);
}

bool kmend_stackcheck_is_clear(const struct kmend_stackcheck *check,
			       struct kmend_report *report)
{
	struct task_struct *process, *task;
	unsigned int cpu;

	lockdep_assert_irqs_disabled();

	for_each_process_thread(process, task)
		kmend_task_check(check, task, report);
	for_each_online_cpu(cpu)
		kmend_task_check(check, idle_task(cpu), report);
	return !report->nr_blockers;
}
