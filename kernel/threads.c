// SPDX-License-Identifier: GPL-2.0
/* Which threads are looked at, when, and why that is all that could be in the code. */
#include "threads.h"

#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "kmend.h"
#include "roll.h"
#include "stackcheck.h"
#include "threadlist.h"
#include "watch.h"

/**
 * DOC: Looking before the stop
 *
 * A thread that was switched out with a clear stack and has not been on a CPU since still has
 * that stack. So all are looked at while the machine goes on, and it is noted who runs meanwhile
 * (watch.c); in the stop only those are looked at again. How long the stop takes does not
 * depend on how many threads sleep.
 *
 * a) Watch. From now on whoever is on a CPU is noted.
 * b) Look at every thread that is on the lists. Each is held where it is by task_call_func(),
 *    with its pi_lock and, if it is runnable, its runqueue's lock held: it is
 *    not switched in meanwhile. One that sleeps in the code is told. One that is on
 *    a CPU cannot be looked at, and one that waits for a CPU inside the code is
 *    about to leave it: both are looked at again in the next round.
 * c) Begin a new round of notes, and look at those of the last. That takes much less time than
 *    the round before, so it meets fewer. Repeated while it pays, the last time when
 *    all locks for the stop are held.
 * d) In the stop: look at those of this round, at the idle tasks, and each CPU at the thread
 *    that has it.
 *
 * DOC: Why that is enough
 *
 * Let a thread be inside the code in the stop. It is not on a CPU: those that are have
 * looked at themselves. It is no idle task of a CPU that is online: these are looked at in
 * d). (A CPU that is offline starts on an empty stack when it comes back. Under Xen PV it
 * goes on from within play_dead(); that path is not looked at.) So it is switched out.
 * Either it has been on a CPU since the last round began. Then it is noted, whichever CPU
 * that was, and is looked at in d). Or it has not. Then its stack is what it was when that
 * round began, it is inside the code, and:
 *
 * - Had it been on a CPU in the round before that one, it would have been noted, looked at in
 *   the last round, and found. By induction it has not been on a CPU since a).
 * - If it was on the lists in b), it was on them from before b) began: a thread puts itself
 *   or another on the lists or takes it off only by running, and it is linked by its parent
 *   before it runs for the first time. A walk of an RCU list meets everything that is on it
 *   all along, whatever else comes or goes beside the cursor. So it was looked at in b),
 *   and found. (An exec of another thread than the first puts that in the first one's place
 *   on the list of processes: it runs while it does that.)
 * - If it was linked behind the walk's back, or is not linked yet, it is new and has not run: it
 *   is at the beginning of ret_from_fork(), with nothing on its stack. Its parent's note of a call to
 *   restart it may have: kmend_stop_restarts() asks for that.
 * - If it had taken itself off the lists before a), it is in the short rest of do_exit().
 *   Such a thread is not seen, as none is by anybody who goes by the lists. It goes on in old code,
 *   which stays where it is; before new code may go, the revert waits for such threads (attempt.c).
 *
 * What else could bring a thread in: a wakeup, a signal, a migration, being traced, frozen
 * or parked change nothing on the stack of a thread that is switched out until it is
 * switched in, and that is noted. The threads of the stop itself are noted like others, and
 * those that have a CPU look at themselves; so does the worker that waits for it. A CPU
 * that comes or goes between a) and the stop: see watch.c; during the stop none can. An NMI
 * may have interrupted any CPU inside the code: it finishes what it began.
 *
 * A thread whose stack is gone is dead and will not run again.
 *
 * DOC: When too many run
 *
 * The notes of a CPU have room for so many threads. If they are full, b) is made again, a
 * few times; if that does not help, or it happens after the last round, all threads are
 * looked at in the stop: slow, bounded by the policy's pause_budget_us, and never wrong.
 *
 * DOC: Looking anew
 *
 * Threads that were found in the code may be brought out of it (evict.c). Then b) is made again, with all that
 * follows: it is a look like the first, and nothing of what was found before counts.
 *
 * DOC: Held against a look at all
 *
 * With the module's parameter compare_scans, the stop also looks at all threads, as if none
 * had been looked at before. A thread that is found in a group's code where the short look
 * found nobody is a stray: it is in the group's report, so that nothing is written; it is
 * counted, and told in the kernel's log. There must be none, ever. One exception: a thread
 * that slept when it was looked at and was woken since must not be unwound if it has a
 * return probe on its stack (stackcheck.c). It is searched instead, which may find what is
 * not there. Such a find is told as usual and not held against anybody.
 *
 * DOC: Locks and memory
 *
 * The list of all threads is copied under RCU, each held, and worked off with the CPU free
 * for others in between. In d) the lists are walked without a lock: they are RCU lists,
 * writers hold tasklist_lock with interrupts off, so none is halfway while every CPU is in
 * the stop, and no grace period can end. Nothing is allocated after kmend_threads_begin().
 */

enum {
	KMEND_SCANS_MAX = 3,	/* looks at all threads before the stop */
	KMEND_ROUNDS_MAX = 4,	/* looks at those who ran meanwhile */
	KMEND_FEW_PER_CPU = 4,	/* so few that one more round does not pay */
	KMEND_AGAIN_SPARE = 64,	/* room for those who wait for a CPU inside the code */
};

static bool kmend_compare_scans;
module_param_named(compare_scans, kmend_compare_scans, bool, 0644);
MODULE_PARM_DESC(compare_scans, "In each stop, look at all threads as well and compare (slow; for tests)");

/* All are looked at, so all are told anew. */
static void kmend_threads_forget(struct kmend_threads *threads)
{
	const struct kmend_stackcheck *check = threads->check;
	u32 i;

	/* A group without ranges is settled, and its report says why. */
	for (i = 0; i < check->nr_ranges; i++) {
		struct kmend_report *report = check->reports[check->ranges[i].group];

		report->nr_blockers = 0;
		report->nr_active = 0;
	}
}

/* A round begins, which tells of the groups that are clear up to now. */
static void kmend_threads_mark(struct kmend_threads *threads)
{
	u32 i;

	for (i = 0; i < threads->check->nr_groups; i++)
		threads->clear[i] = !threads->check->reports[i]->nr_blockers;
}

/* A thread that is in a report already may come by again: then its group is not clear. */
static void kmend_threads_tell(struct kmend_threads *threads, struct task_struct *task)
{
	struct kmend_stackcheck *check = threads->check;
	u32 i;

	for (i = 0; i < check->nr_groups; i++)
		if (!threads->clear[i])
			check->hits[i] = (struct kmend_hit){};
	kmend_stackcheck_tell(check, task, check->hits);
}

/* --- while the machine goes on --- */

static void kmend_again_add(struct kmend_threads *threads, struct task_struct *task)
{
	struct kmend_again *again = &threads->again[threads->now];

	if (again->nr == threads->max_again) {
		threads->all = true;
		return;
	}
	again->who[again->nr++] = get_task_struct(task);
}

static void kmend_again_drop(struct kmend_again *again)
{
	while (again->nr)
		put_task_struct(again->who[--again->nr]);
}

/* Is the thread that was looked at in anybody's way? */
static bool kmend_hits_block(const struct kmend_stackcheck *check)
{
	u32 i;

	for (i = 0; i < check->nr_groups; i++)
		if (check->hits[i].addr)
			return true;
	return false;
}

/* Called with the task held where it is: it does not come to run, nor go away. */
static int kmend_thread_look(struct task_struct *task, void *arg)
{
	struct kmend_threads *threads = arg;
	struct kmend_stackcheck *check = threads->check;
	bool found;

	/* Also while it is being switched out, when its stack is not complete. */
	if (task_curr(task) || READ_ONCE(task->on_cpu)) {
		kmend_again_add(threads, task);
		return 0;
	}
	if (!try_get_task_stack(task))
		return 0;
	found = kmend_stackcheck_task(check, task, check->hits);
	put_task_stack(task);
	if (!found)
		return 0;
	if (!threads->final && (task_is_running(task) || task->on_rq) && kmend_hits_block(check))
		kmend_again_add(threads, task);
	else
		kmend_threads_tell(threads, task);
	return 0;
}

/* b): all that are on the lists. */
static int kmend_threads_scan(struct kmend_threads *threads)
{
	struct kmend_thread_list list;
	u32 i;

	if (kmend_thread_list_make(&list))
		return -ENOMEM;
	kmend_threads_forget(threads);
	kmend_threads_mark(threads);
	for (i = 0; i < list.nr; i++) {
		task_call_func(list.who[i], kmend_thread_look, threads);
		cond_resched();
	}
	kmend_thread_list_free(&list);
	return 0;
}

/* A new round of notes. Return: how many the last one has, or U32_MAX: it is full. */
static u32 kmend_threads_turn(struct kmend_threads *threads)
{
	const struct kmend_roll *roll;
	unsigned int cpu;
	u32 nr;

	threads->now ^= 1;
	nr = threads->again[!threads->now].nr;
	kmend_watch_turn();
	for_each_possible_cpu(cpu) {
		roll = kmend_watch_last(cpu);
		if (roll->full)
			return U32_MAX;
		nr += roll->nr;
	}
	return nr;
}

static void kmend_threads_drop_last(struct kmend_threads *threads)
{
	kmend_watch_drop();
	kmend_again_drop(&threads->again[!threads->now]);
}

/* Has one of an earlier CPU's roll been looked at in this round already? */
static bool kmend_roll_earlier(const struct kmend_roll *(*get)(unsigned int cpu),
			       unsigned int until, const struct task_struct *task)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		if (cpu < until && kmend_roll_has(get(cpu), task))
			return true;
	return false;
}

static bool kmend_again_has(const struct kmend_again *again, u32 nr,
			    const struct task_struct *task)
{
	u32 i;

	for (i = 0; i < nr; i++)
		if (again->who[i] == task)
			return true;
	return false;
}

/* c): those of the last round, each once. */
static void kmend_threads_look_last(struct kmend_threads *threads)
{
	struct kmend_again *again = &threads->again[!threads->now];
	unsigned int cpu;
	u32 i;

	kmend_threads_mark(threads);
	for (i = 0; i < again->nr; i++)
		if (!kmend_again_has(again, i, again->who[i]))
			task_call_func(again->who[i], kmend_thread_look, threads);
	for_each_possible_cpu(cpu) {
		const struct kmend_roll *roll = kmend_watch_last(cpu);

		for (i = 0; i < roll->nr; i++)
			if (!kmend_roll_earlier(kmend_watch_last, cpu, roll->who[i]) &&
			    !kmend_again_has(again, again->nr, roll->who[i]))
				task_call_func(roll->who[i], kmend_thread_look, threads);
	}
	kmend_threads_drop_last(threads);
}

void kmend_threads_again(struct kmend_threads *threads)
{
	if (kmend_threads_turn(threads) == U32_MAX)
		threads->all = true;
	kmend_threads_look_last(threads);
}

/* Rounds until few run in one. Return: -EAGAIN if a round had more than can be noted. */
static int kmend_threads_settle(struct kmend_threads *threads)
{
	u32 nr, round;

	for (round = 0; round < KMEND_ROUNDS_MAX; round++) {
		nr = kmend_threads_turn(threads);
		if (nr == U32_MAX) {
			kmend_threads_drop_last(threads);
			return -EAGAIN;
		}
		kmend_threads_look_last(threads);
		if (nr <= KMEND_FEW_PER_CPU * num_online_cpus())
			break;
	}
	return 0;
}

static int kmend_threads_alloc(struct kmend_threads *threads)
{
	u32 i;

	threads->max_again = nr_cpu_ids + KMEND_AGAIN_SPARE;
	threads->clear = kcalloc(threads->check->nr_groups, sizeof(*threads->clear), GFP_KERNEL);
	for (i = 0; i < ARRAY_SIZE(threads->again); i++)
		threads->again[i].who = kvcalloc(threads->max_again,
						 sizeof(*threads->again[i].who), GFP_KERNEL);
	return threads->clear && threads->again[0].who && threads->again[1].who ? 0 : -ENOMEM;
}

int kmend_threads_renew(struct kmend_threads *threads)
{
	u32 scan;
	int err;

	/* Whatever was noted up to now, each thread is looked at from here on. */
	threads->all = false;
	kmend_threads_turn(threads);
	kmend_threads_drop_last(threads);
	for (scan = 0; scan < KMEND_SCANS_MAX; scan++) {
		err = kmend_threads_scan(threads);
		if (!err)
			err = kmend_threads_settle(threads);
		if (err != -EAGAIN)
			return err;
	}
	threads->all = true;
	return 0;
}

int kmend_threads_begin(struct kmend_threads *threads, struct kmend_stackcheck *check)
{
	int err;

	*threads = (struct kmend_threads){ .check = check };
	err = kmend_threads_alloc(threads);
	if (!err)
		err = kmend_watch_begin();
	if (err)
		return err;
	threads->watching = true;
	return kmend_threads_renew(threads);
}

u64 kmend_threads_guess(struct kmend_threads *threads)
{
	unsigned int cpu;
	u64 begin_ns;

	threads->final = true;
	begin_ns = ktime_get_ns();
	kmend_threads_again(threads);
	for_each_online_cpu(cpu)
		task_call_func(idle_task(cpu), kmend_thread_look, threads);
	return ktime_get_ns() - begin_ns;
}

static void kmend_stray_tell(const struct kmend_threads *threads)
{
	if (threads->nr_strays)
		pr_err("scans disagree: thread %d (%s) was in %ps and had not been looked at; nothing was written for that patch, report this as a bug of kmend\n",
		       threads->stray.tid, threads->stray.comm, (void *)threads->stray.func);
}

void kmend_threads_end(struct kmend_threads *threads)
{
	u32 i;

	kmend_stray_tell(threads);
	if (threads->watching)
		kmend_watch_end();
	for (i = 0; i < ARRAY_SIZE(threads->again); i++) {
		kmend_again_drop(&threads->again[i]);
		kvfree(threads->again[i].who);
	}
	kfree(threads->clear);
	*threads = (struct kmend_threads){};
}

/* --- in the stop --- */

/* Return: whether anything was found; one that has a CPU has looked at itself. */
static bool kmend_thread_found(struct kmend_threads *threads, struct task_struct *task, bool quick)
{
	struct kmend_stackcheck *check = threads->check;
	bool found;

	if (task_curr(task) || !try_get_task_stack(task))
		return false;
	found = (!quick || !kmend_stackcheck_is_clear(check, task, check->hits)) &&
		kmend_stackcheck_task(check, task, check->hits);
	put_task_stack(task);
	return found;
}

static bool kmend_time_is_left(u64 end_ns)
{
	return !end_ns || ktime_get_mono_fast_ns() <= end_ns;
}

/* Those who ran since the last round began. */
static bool kmend_stop_noted(struct kmend_threads *threads, u64 end_ns)
{
	const struct kmend_again *again = &threads->again[threads->now];
	struct task_struct *task;
	unsigned int cpu;
	u32 i;

	for (i = 0; i < again->nr && kmend_time_is_left(end_ns); i++)
		if (kmend_thread_found(threads, again->who[i], true) &&
		    !kmend_again_has(again, i, again->who[i]))
			kmend_threads_tell(threads, again->who[i]);
	for_each_possible_cpu(cpu) {
		const struct kmend_roll *roll = kmend_watch_now(cpu);

		for (i = 0; i < roll->nr && kmend_time_is_left(end_ns); i++) {
			task = roll->who[i];
			if (!kmend_again_has(again, again->nr, task) &&
			    kmend_thread_found(threads, task, true) &&
			    !kmend_roll_earlier(kmend_watch_now, cpu, task))
				kmend_threads_tell(threads, task);
		}
	}
	return kmend_time_is_left(end_ns);
}

static void kmend_stop_idle(struct kmend_threads *threads)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		if (kmend_thread_found(threads, idle_task(cpu), true))
			kmend_threads_tell(threads, idle_task(cpu));
}

/*
 * A new thread has its parent's note of a call to restart, and may not have run yet. So where code
 * goes away, all are asked for that.
 */
static bool kmend_stop_restarts(struct kmend_threads *threads, u64 end_ns)
{
	struct task_struct *process, *task;

	if (!threads->check->nr_leaving)
		return true;
	for_each_process_thread(process, task) {
		if (kmend_stackcheck_restarts(threads->check, task) &&
		    kmend_thread_found(threads, task, false))
			kmend_threads_tell(threads, task);
		if (!kmend_time_is_left(end_ns))
			return false;
	}
	return true;
}

static bool kmend_stop_all(struct kmend_threads *threads, u64 end_ns)
{
	struct task_struct *process, *task;

	for_each_process_thread(process, task) {
		if (kmend_thread_found(threads, task, false))
			kmend_threads_tell(threads, task);
		if (!kmend_time_is_left(end_ns))
			return false;
	}
	return true;
}

/* Of the hits, those remain that were not known. */
static void kmend_stray_check(struct kmend_threads *threads, struct task_struct *task)
{
	struct kmend_stackcheck *check = threads->check;
	u32 i;

	for (i = 0; i < check->nr_groups; i++) {
		struct kmend_hit *hit = &check->hits[i];

		/* Of those that may go on, it only matters whether there is one. */
		if (hit->addr ? !threads->clear[i] : check->reports[i]->nr_active)
			*hit = (struct kmend_hit){};
		if ((!hit->addr && !hit->active) || (hit->unreliable && task_is_running(task)))
			continue;
		if (!threads->nr_strays++) {
			threads->stray.tid = task->pid;
			threads->stray.func = hit->addr;
			strscpy(threads->stray.comm, task->comm, sizeof(threads->stray.comm));
		}
	}
}

static bool kmend_stop_compare(struct kmend_threads *threads, u64 end_ns)
{
	struct task_struct *process, *task;

	kmend_threads_mark(threads);
	for_each_process_thread(process, task) {
		if (!kmend_thread_found(threads, task, false))
			continue;
		kmend_stray_check(threads, task);
		kmend_threads_tell(threads, task);
	}
	return kmend_time_is_left(end_ns);
}

static bool kmend_threads_noted_all(const struct kmend_threads *threads)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		if (kmend_watch_now(cpu)->full)
			return false;
	return !threads->all;
}

bool kmend_threads_run(struct kmend_threads *threads, u64 end_ns)
{
	bool in_time, all;

	lockdep_assert_irqs_disabled();

	all = !kmend_threads_noted_all(threads);
	if (all)
		kmend_threads_forget(threads);
	kmend_threads_mark(threads);
	kmend_stackcheck_tell_own(threads->check);
	kmend_stop_idle(threads);
	if (all)
		return kmend_stop_all(threads, end_ns);
	in_time = kmend_stop_noted(threads, end_ns) && kmend_stop_restarts(threads, end_ns);
	if (in_time && READ_ONCE(kmend_compare_scans))
		in_time = kmend_stop_compare(threads, end_ns);
	return in_time;
}
