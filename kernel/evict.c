// SPDX-License-Identifier: GPL-2.0
/* Threads that sleep in code that is to change are brought out of it. */
#include "evict.h"

#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>

#include "eviction.h"
#include "kmend.h"
#include "plan.h"
#include "stackcheck.h"
#include "tell.h"
#include "threadlist.h"
#include "threads.h"

/**
 * DOC: Evicting
 *
 * A thread of a user process that sleeps in a system call can leave it as if a signal had come: it
 * goes up to the edge of user mode, and from there the kernel makes the call again. That is what a
 * stop and a continue do (SIGSTOP, SIGCONT), too. Here it is done without a signal:
 * task_work_add(TWA_SIGNAL) wakes the thread, and on the edge it runs a function of ours, in which
 * it waits until the attempt is over (parks). So it has no frame in the code, unless that is the
 * way to the edge itself, and cannot come back in.
 *
 * Evicting decides nothing. The look before the stop is made anew afterwards, and the stop looks as
 * ever: whoever is still in the code, for whatever reason, keeps the patch out.
 *
 * a) Who is in the way of a change whose policy is that far? Each such thread that sleeps so that a
 *    signal would wake it is asked out. One that sleeps otherwise, is stopped, frozen, exits or
 *    serves io_uring is not.
 * b) Wait for those who were asked, as long as some arrive.
 * c) Look at all threads anew. While others have come in meanwhile: a). Those who are parked
 *    cannot, so they get fewer each time.
 * d) The stop.
 * e) Release: whoever is parked goes on; of whoever was asked and has not come yet, the work is taken
 *    back, but not the flag that says that there is one (TIF_NOTIFY_SIGNAL). It may have seen that
 *    and be on its way to the edge, where nothing but the flag has the kernel make the call again.
 *    The edge clears it. Until then no sleep lasts that a signal ends.
 *
 * What a thread gets to know: nothing, where the kernel makes the call again, and for that keeps
 * the end of a time that was given. Where it does not, the call answers EINTR, as after SIGSTOP and
 * SIGCONT: signal(7) lists them. So it is for the policy to say (its evict_after).
 *
 * DOC: Kernel threads
 *
 * They have no edge to go to. One that sleeps in the code, below its main loop, may leave it when
 * it is woken: it looks at what it waited for, as after any wakeup, and perhaps returns. The
 * convention that every wait stands a wakeup too many makes that possible, and the freezer lives on
 * it; a driver that breaks it believes that what it waited for has come. So that is a step of its
 * own (wake_after), which is off until an administrator wants it. Only those are woken that sleep
 * as TASK_INTERRUPTIBLE or TASK_IDLE, once in an attempt.
 *
 * DOC: Pace
 *
 * While one stays who cannot be brought out, to disturb all others is of no use. Who that is, is known of
 * two sorts: one that sleeps in the code in a way that nobody is asked in, and one that was asked or woken
 * and stayed. After an attempt in vain because of one, others are left alone in the next, and then in 2, 4, 8 and at
 * most KMEND_EVICT_PASS_MAX attempts, as long as a look at the beginning finds one. When it finds none any
 * more, the attempt brings out whom it can at once; and now and then it does so anyway, since sleeps of
 * different threads that are short may look like one that does not end.
 */

enum {
	KMEND_EVICT_ROUNDS_MAX = 5,
	KMEND_EVICT_PATIENCE_MS = 100,	/* without anybody arriving */
	KMEND_EVICT_MAX_MS = 2000,	/* much less than any stay parked */
	KMEND_EVICT_WAKE_US = 1000,	/* for kernel threads to get where they go */
	KMEND_EVICT_POLL_US = 200,
	KMEND_EVICT_PASS_MAX = 16,	/* attempts without, while somebody is known to stay */
};

/**
 * struct kmend_evicting - what the steps of one attempt share
 * @changes: @nr of them, at most 32
 * @nr: how many
 * @check: what is looked for
 */
struct kmend_evicting {
	struct kmend_change *const *changes;
	u32 nr;
	struct kmend_stackcheck *check;
};

static bool kmend_evict_is_kernel(const struct task_struct *task)
{
	return task->flags & PF_KTHREAD;
}

/*
 * Those that the kernel would not let be disturbed, or who have no edge of user mode: they serve
 * io_uring, die, perhaps with a core dump to write, or are in code that has signals blocked. (User mode
 * cannot block SIGSTOP.)
 */
static bool kmend_evict_is_excepted(struct task_struct *task)
{
	unsigned int flags = PF_EXITING | PF_SIGNALED | PF_POSTCOREDUMP | PF_IO_WORKER;

#ifdef PF_NO_NOTIFY_SIGNAL
	flags |= PF_NO_NOTIFY_SIGNAL;
#endif
	return (READ_ONCE(task->flags) & flags) || (READ_ONCE(task->signal->flags) & SIGNAL_GROUP_EXIT) ||
	       sigismember(&task->blocked, SIGSTOP);
}

static bool kmend_evict_runs(const struct task_struct *task)
{
	return task_curr(task) || READ_ONCE(task->on_cpu);
}

/* Is one that does not run in the code? */
static bool kmend_evict_is_inside(struct task_struct *task, const struct kmend_stackcheck *check)
{
	bool found;

	if (!try_get_task_stack(task))
		return false;
	found = kmend_stackcheck_task(check, task, check->hits);
	put_task_stack(task);
	return found;
}

/* Called with the task held where it is. Return: how it sleeps, if in the code; else 0. */
static int kmend_evict_look(struct task_struct *task, void *arg)
{
	if (kmend_evict_runs(task) || !kmend_evict_is_inside(task, arg))
		return 0;
	return READ_ONCE(task->__state);
}

/* The same of a thread of which more is known. Return: whether it is in the code, or runs. */
static int kmend_evict_stays(struct task_struct *task, void *arg)
{
	return kmend_evict_runs(task) || kmend_evict_is_inside(task, arg);
}

/* Does it want threads out, of either sort? */
static bool kmend_evict_wants(const struct kmend_change *change)
{
	return !change->err && !change->pace.held && (change->evict || change->wake);
}

static bool kmend_evict_may(const struct kmend_change *change, struct task_struct *task, int state)
{
	if (!kmend_evict_wants(change) || kmend_evict_is_excepted(task))
		return false;
	/* TASK_IDLE is the one uninterruptible sleep that has the mark. */
	if (kmend_evict_is_kernel(task))
		return change->wake && (state & (TASK_INTERRUPTIBLE | TASK_NOLOAD));
	return change->evict && (state & TASK_INTERRUPTIBLE);
}

/*
 * For which changes is the thread that was looked at to be brought out? Notes for which it
 * cannot be. Return: a bit for each.
 */
static u32 kmend_evict_owners(const struct kmend_evicting *evicting, struct task_struct *task,
			      int state)
{
	u32 owners = 0;
	u32 i;

	for (i = 0; i < evicting->nr; i++) {
		struct kmend_change *change = evicting->changes[i];
		const struct kmend_hit *hit = &evicting->check->hits[change->group];

		if (!hit->addr)
			continue;
		/* Who could restart a call there is nowhere to be brought out of. */
		if (!hit->restart && kmend_evict_may(change, task, state))
			owners |= BIT(i);
		else if (!hit->active)
			change->pace.obstructed = true;
	}
	return owners;
}

/* Return: whether it was asked or woken. */
static bool kmend_evict_try(const struct kmend_evicting *evicting, struct task_struct *task)
{
	bool kernel = kmend_evict_is_kernel(task);
	int state = task_call_func(task, kmend_evict_look, evicting->check);
	u32 owners, i;

	if (!state || (state & TASK_DEAD) || kmend_eviction_find(task))
		return false;
	owners = kmend_evict_owners(evicting, task, state);
	if (!owners || !(kernel ? kmend_eviction_wake(task, owners) :
				  kmend_eviction_ask(task, owners)))
		return false;
	for (i = 0; i < evicting->nr; i++) {
		evicting->changes[i]->nr_woken += kernel && (owners & BIT(i));
		evicting->changes[i]->nr_evicted += !kernel && (owners & BIT(i));
	}
	return true;
}

/* Return: how many threads were disturbed; or -ENOMEM, and none was looked at. */
static int kmend_evict_each(const struct kmend_evicting *evicting,
			    bool (*look)(const struct kmend_evicting *evicting,
					 struct task_struct *task))
{
	struct kmend_thread_list list;
	int nr = 0;
	u32 i;

	if (kmend_thread_list_make(&list))
		return -ENOMEM;
	for (i = 0; i < list.nr; i++) {
		nr += look(evicting, list.who[i]);
		cond_resched();
	}
	kmend_thread_list_free(&list);
	return nr;
}

/* b). They may come one by one, for @until_ns at most. */
static void kmend_evict_wait(bool woken, u64 until_ns)
{
	u64 since_ns = ktime_get_ns();
	u32 missing, last = U32_MAX;

	if (woken)
		usleep_range(KMEND_EVICT_WAKE_US, 2 * KMEND_EVICT_WAKE_US);
	while ((missing = kmend_evictions_missing())) {
		if (missing < last)
			since_ns = ktime_get_ns();
		else if (ktime_get_ns() - since_ns > KMEND_EVICT_PATIENCE_MS * NSEC_PER_MSEC)
			break;
		if (ktime_get_ns() > until_ns)
			break;
		last = missing;
		usleep_range(KMEND_EVICT_POLL_US, 2 * KMEND_EVICT_POLL_US);
	}
}

bool kmend_evict_is_due(struct kmend_change *const *changes, u32 nr)
{
	u32 i;

	for (i = 0; i < nr; i++)
		if (changes[i]->report->nr_blockers && kmend_evict_wants(changes[i]))
			return true;
	return false;
}

/* Return: whether kernel threads were woken since it was told last. */
static bool kmend_evict_tell(struct kmend_change *const *changes, u32 nr)
{
	bool woken = false;
	u32 i;

	for (i = 0; i < nr; i++) {
		struct kmend_change *change = changes[i];

		if (change->nr_evicted > change->told_evicted)
			kmend_tell_step(change, KMEND_EVENT_EVICTED,
					   change->nr_evicted - change->told_evicted);
		if (change->nr_woken > change->told_woken) {
			woken = true;
			kmend_tell_step(change, KMEND_EVENT_WOKEN,
					   change->nr_woken - change->told_woken);
		}
		change->told_evicted = change->nr_evicted;
		change->told_woken = change->nr_woken;
	}
	return woken;
}

/* Is this the one that stayed the last time, and does it still? */
static bool kmend_evict_is_refuser(const struct kmend_evict_pace *pace, struct task_struct *task,
				   struct kmend_stackcheck *check)
{
	return pace->rest && pace->tid == task->pid && pace->born == task->start_time &&
	       task_call_func(task, kmend_evict_stays, check);
}

/* Notes which changes this thread keeps out, if it cannot be brought out. Return: false, as it was not disturbed. */
static bool kmend_evict_survey(const struct kmend_evicting *evicting, struct task_struct *task)
{
	int state = task_call_func(task, kmend_evict_look, evicting->check);
	u32 i;

	if (state && !(state & TASK_DEAD))
		kmend_evict_owners(evicting, task, state);
	for (i = 0; i < evicting->nr; i++) {
		struct kmend_evict_pace *pace = &evicting->changes[i]->pace;

		pace->obstructed |= kmend_evict_is_refuser(pace, task, evicting->check);
	}
	return false;
}

/* See DOC: Pace. Before anybody is disturbed. */
static void kmend_evict_hold(const struct kmend_evicting *evicting)
{
	struct kmend_evict_pace *pace;
	bool any = false, blind;
	u32 i;

	for (i = 0; i < evicting->nr; i++)
		any |= kmend_evict_wants(evicting->changes[i]) && evicting->changes[i]->pace.rest;
	if (!any)
		return;
	/* Without memory to look, there is somebody. */
	blind = kmend_evict_each(evicting, kmend_evict_survey) < 0;
	for (i = 0; i < evicting->nr; i++) {
		pace = &evicting->changes[i]->pace;
		pace->obstructed |= blind;
		pace->held = pace->rest && pace->obstructed;
		pace->rest = pace->held ? pace->rest - 1 : 0;
	}
}

static void kmend_evict_note_refuser(const struct kmend_eviction *eviction, void *data)
{
	const struct kmend_evicting *evicting = data;
	struct task_struct *task = eviction->task;
	u32 i;

	if (kmend_evict_is_kernel(task) ?
	    !task_call_func(task, kmend_evict_look, evicting->check) : READ_ONCE(eviction->arrived))
		return;
	for (i = 0; i < evicting->nr; i++) {
		struct kmend_evict_pace *pace = &evicting->changes[i]->pace;

		if (!(eviction->owners & BIT(i)))
			continue;
		pace->obstructed = true;
		pace->tid = task->pid;
		pace->born = task->start_time;
	}
}

/* See DOC: Pace. When all are where they will be in this attempt. */
static void kmend_evict_set_pace(struct kmend_evicting *evicting)
{
	u32 i;

	for (i = 0; i < evicting->nr; i++)
		if (!evicting->changes[i]->pace.held)
			evicting->changes[i]->pace.tid = 0;
	kmend_evictions_for_each(kmend_evict_note_refuser, evicting);
	for (i = 0; i < evicting->nr; i++) {
		const struct kmend_change *change = evicting->changes[i];
		struct kmend_evict_pace *pace = &evicting->changes[i]->pace;

		if (!change->nr_evicted && !change->nr_woken)
			continue;
		pace->step = pace->obstructed ? clamp_t(u32, 2 * pace->step, 1, KMEND_EVICT_PASS_MAX) : 0;
		pace->rest = pace->step;
	}
}

int kmend_evict_run(struct kmend_change *const *changes, u32 nr, struct kmend_stackcheck *check,
		    struct kmend_threads *threads)
{
	struct kmend_evicting evicting = { .changes = changes, .nr = nr, .check = check };
	u64 until_ns = ktime_get_ns() + KMEND_EVICT_MAX_MS * NSEC_PER_MSEC;
	u32 round;
	int err = 0;

	kmend_evict_hold(&evicting);
	for (round = 0; round < KMEND_EVICT_ROUNDS_MAX && !err; round++) {
		if (!kmend_evict_is_due(changes, nr) || ktime_get_ns() > until_ns)
			break;
		/* a). Without memory for the list, nobody is asked. */
		if (kmend_evict_each(&evicting, kmend_evict_try) <= 0)
			break;
		kmend_evict_wait(kmend_evict_tell(changes, nr), until_ns);
		err = kmend_threads_renew(threads);
	}
	kmend_evict_set_pace(&evicting);
	return err;
}

void kmend_evict_release(struct kmend_change *const *changes, u32 nr)
{
	u32 i;

	kmend_evictions_release();
	for (i = 0; i < nr; i++)
		if (changes[i]->nr_evicted)
			kmend_tell_step(changes[i], KMEND_EVENT_RELEASED, changes[i]->nr_evicted);
}
