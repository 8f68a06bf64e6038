// SPDX-License-Identifier: GPL-2.0
/* A thread that was asked out of the code: it comes, waits, and is let go on. */
#include "eviction.h"

#include <linux/hashtable.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "kmend.h"

/**
 * DOC: What a parked thread can be hindered in
 *
 * It sleeps so that SIGKILL wakes it, and so do exec and exit of another thread of its process,
 * which kill it the same way. Any other signal, a debugger and the freezer find it when it goes on.
 * It holds no lock: the edge of user mode is a place where a thread may stop for ever. (The kernel
 * runs such functions in a few other places, too: where a debugger is told, where io_uring waits.
 * They are made for functions that sleep.) If the attempt should hang, it goes on by itself after a
 * while.
 *
 * DOC: Life, locks, failure
 *
 * An eviction has two references: the attempt's, and that of the work on the thread's list, which
 * ends when the work has run or was taken off the list. It holds its thread. kmend_evictions is the
 * worker's, so it has no lock. A thread and the worker meet in two fields:
 *
 *   worker                              thread
 *   ------                              ------
 *   released = true (release)           state = asleep (full barrier)
 *   wake_up_state() (full barrier)      released (acquire)? go on : schedule()
 *
 * One of the two sees what the other did, so no thread sleeps on. The release comes first, then the
 * cancelling: a work that could not be cancelled is about to run and finds itself released.
 *
 * The works that are still to run, or run, are on a list (kmend_evictions_out), whose lock is a leaf. They may be late:
 * their thread is held up by an administrator's quota, perhaps, or gets no processor. The module's exit waits for them,
 * and then for RCU tasks: the last instructions of the function, after it has taken itself off the list,
 * are this module's, too, and nobody is in them any more once each thread has slept of its own
 * accord. That wait cannot end early, since an exit cannot fail and the code that the thread comes back to would be
 * gone. But it is no load and no hung task, and after a while it says in the log for whom it is. In an attempt a patch
 * module holds the manager, so nobody can get there while a thread is parked.
 *
 * Out of memory: the thread is not asked, and stays in the way.
 */

enum {
	KMEND_EVICT_PARK_MAX_MS = 10000,
	KMEND_EVICT_LATE_MS = 10000,	/* then the exit says whom it waits for */
};

/* Those of the attempt that is being made, by thread; the worker's. */
static DEFINE_HASHTABLE(kmend_evictions, 10);

/* Works that are on a thread's list or run; the lock guards the list. */
static DEFINE_SPINLOCK(kmend_evictions_lock);
static LIST_HEAD(kmend_evictions_out);
static DECLARE_WAIT_QUEUE_HEAD(kmend_evictions_gone);
/* There has been one: somebody may be in this code. The worker's, and when that is gone, the exit's. */
static bool kmend_evictions_were;

static void kmend_eviction_put(struct kmend_eviction *eviction)
{
	if (!refcount_dec_and_test(&eviction->refs))
		return;
	put_task_struct(eviction->task);
	kfree(eviction);
}

/* The work has run or never will. */
static void kmend_eviction_out(struct kmend_eviction *eviction)
{
	bool last;

	spin_lock(&kmend_evictions_lock);
	list_del(&eviction->out);
	last = list_empty(&kmend_evictions_out);
	spin_unlock(&kmend_evictions_lock);
	kmend_eviction_put(eviction);
	if (last)
		wake_up_all(&kmend_evictions_gone);
}

/* Runs in the thread that was asked out. */
static void kmend_eviction_park(struct callback_head *work)
{
	struct kmend_eviction *eviction = container_of(work, struct kmend_eviction, work);
	long left = msecs_to_jiffies(KMEND_EVICT_PARK_MAX_MS);

	WRITE_ONCE(eviction->arrived, true);
	while (left && !(current->flags & PF_EXITING) && !fatal_signal_pending(current)) {
		/* Not as a load: it does not wait for the machine to do something. */
		set_current_state(TASK_KILLABLE | TASK_NOLOAD);
		/* See DOC: Life, locks, failure. Whoever kills wakes as well. */
		if (smp_load_acquire(&eviction->released) || fatal_signal_pending(current))
			break;
		left = schedule_timeout(left);
	}
	__set_current_state(TASK_RUNNING);
	kmend_eviction_out(eviction);
}

struct kmend_eviction *kmend_eviction_find(const struct task_struct *task)
{
	struct kmend_eviction *eviction;

	hash_for_each_possible(kmend_evictions, eviction, node, (unsigned long)task)
		if (eviction->task == task)
			return eviction;
	return NULL;
}

static struct kmend_eviction *kmend_eviction_create(struct task_struct *task, u32 owners)
{
	struct kmend_eviction *eviction = kzalloc(sizeof(*eviction), GFP_KERNEL | __GFP_NOWARN);

	if (!eviction)
		return NULL;
	eviction->task = get_task_struct(task);
	eviction->owners = owners;
	refcount_set(&eviction->refs, 1);
	init_task_work(&eviction->work, kmend_eviction_park);
	hash_add(kmend_evictions, &eviction->node, (unsigned long)task);
	return eviction;
}

static void kmend_eviction_drop(struct kmend_eviction *eviction)
{
	hash_del(&eviction->node);
	kmend_eviction_put(eviction);
}

bool kmend_eviction_ask(struct task_struct *task, u32 owners)
{
	struct kmend_eviction *eviction = kmend_eviction_create(task, owners);

	if (!eviction)
		return false;
	kmend_evictions_were = true;
	refcount_inc(&eviction->refs);
	spin_lock(&kmend_evictions_lock);
	list_add_tail(&eviction->out, &kmend_evictions_out);
	spin_unlock(&kmend_evictions_lock);
	if (!task_work_add(task, &eviction->work, TWA_SIGNAL))
		return true;
	/* It exits. */
	kmend_eviction_out(eviction);
	kmend_eviction_drop(eviction);
	return false;
}

bool kmend_eviction_wake(struct task_struct *task, u32 owners)
{
	struct kmend_eviction *eviction = kmend_eviction_create(task, owners);

	if (!eviction)
		return false;
	/* TASK_IDLE is the one uninterruptible sleep that has this mark. */
	if (wake_up_state(task, TASK_INTERRUPTIBLE | TASK_NOLOAD))
		return true;
	kmend_eviction_drop(eviction);
	return false;
}

static bool kmend_eviction_is(struct callback_head *work, void *data)
{
	return work == data;
}

static void kmend_eviction_release(struct kmend_eviction *eviction)
{
	/* Pairs with the acquire in kmend_eviction_park(). */
	smp_store_release(&eviction->released, true);
	if (!READ_ONCE(eviction->arrived) &&
	    task_work_cancel_match(eviction->task, kmend_eviction_is, &eviction->work)) {
		/* The flag stays, see evict.c. */
		kmend_eviction_out(eviction);
		return;
	}
	/* It may have looked before it was released. Only the sleep of a parked thread has the mark. */
	wake_up_state(eviction->task, TASK_NOLOAD);
}

u32 kmend_evictions_missing(void)
{
	struct kmend_eviction *eviction;
	u32 bucket, nr = 0;

	hash_for_each(kmend_evictions, bucket, eviction, node)
		nr += !(eviction->task->flags & PF_KTHREAD) && !READ_ONCE(eviction->arrived);
	return nr;
}

void kmend_evictions_for_each(void (*fn)(const struct kmend_eviction *eviction, void *data),
			      void *data)
{
	const struct kmend_eviction *eviction;
	u32 bucket;

	hash_for_each(kmend_evictions, bucket, eviction, node)
		fn(eviction, data);
}

void kmend_evictions_release(void)
{
	struct kmend_eviction *eviction;
	struct hlist_node *next;
	u32 bucket;

	hash_for_each_safe(kmend_evictions, bucket, next, eviction, node) {
		if (!(eviction->task->flags & PF_KTHREAD))
			kmend_eviction_release(eviction);
		kmend_eviction_drop(eviction);
	}
}

static bool kmend_evictions_are_in(void)
{
	bool in;

	spin_lock(&kmend_evictions_lock);
	in = list_empty(&kmend_evictions_out);
	spin_unlock(&kmend_evictions_lock);
	return in;
}

static void kmend_evictions_tell_late(void)
{
	const struct kmend_eviction *eviction;
	char comm[TASK_COMM_LEN] = "";
	pid_t pid = 0;

	spin_lock(&kmend_evictions_lock);
	eviction = list_first_entry_or_null(&kmend_evictions_out, struct kmend_eviction, out);
	if (eviction) {
		strscpy_pad(comm, eviction->task->comm, sizeof(comm));
		pid = eviction->task->pid;
	}
	spin_unlock(&kmend_evictions_lock);
	if (pid)
		pr_notice("the unload waits until %s[%d], which was brought out of the code and let go, has run for a moment\n",
			  comm, pid);
}

void kmend_evictions_exit(void)
{
	if (!kmend_evictions_were)
		return;
	if (!wait_event_idle_timeout(kmend_evictions_gone, kmend_evictions_are_in(),
				     msecs_to_jiffies(KMEND_EVICT_LATE_MS))) {
		kmend_evictions_tell_late();
		wait_event_idle(kmend_evictions_gone, kmend_evictions_are_in());
	}
	synchronize_rcu_tasks();
}
