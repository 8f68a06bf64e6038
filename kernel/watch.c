// SPDX-License-Identifier: GPL-2.0
/* Which threads have run since a moment? */
#include "watch.h"

#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/smp.h>
#include <linux/tracepoint.h>
#include <linux/workqueue.h>
#include <trace/events/sched.h>

#include "roll.h"

/**
 * DOC: Why nobody is missed
 *
 * A probe on the tracepoint sched_switch notes who is switched to, in a roll of the
 * CPU. kmend_watch_turn() interrupts each CPU that is online and waits for all of them; the
 * handler begins a new roll there, with the thread that it interrupted. So the roll has
 * everybody who was on that CPU from the interrupt on: the first is noted by the
 * handler, each later one comes by a switch.
 *
 * - A switch that is under way when the probe is registered, or when a round begins, cannot
 *   be halfway: __schedule() keeps interrupts off from before the tracepoint until the new
 *   thread has the CPU. The interrupt comes before all of it or after all of it; before,
 *   then it meets the probe, which was registered earlier, and the new roll.
 * - The handler and the probe run with interrupts off on their own CPU and touch only
 *   that CPU's notes: no lock. (An NMI does not switch.) Others read a roll after
 *   the interrupt that ended it, which has a barrier, or in the stop.
 * - A CPU that comes online after the interrupts were sent was running its idle task and
 *   nothing else until then; from there on the probe sees its switches. Its roll was not
 *   begun anew and may have more than it must. A CPU that goes offline ends with the
 *   stopper and the idle task: the tracepoint does not fire on a CPU that is not online any
 *   more, and only these two can be switched to there.
 * - Idle tasks are not noted. Who wants to know about them looks at all.
 * - A thread is noted where it ran; where it goes afterwards does not matter.
 * - Too many: the roll says that it is full.
 *
 * A thread that is noted is held (get_task_struct()), so it can be looked at as long as the
 * roll lasts, whatever becomes of it. What the probe does is a search in a hash and, for
 * one that is new, an increment; it may be called with any lock of the scheduler held, so
 * it takes none and wakes nobody.
 *
 * A watch ends with kmend_watch_is_on, which the probe asks, and one more round of
 * interrupts: afterwards no CPU notes anything, so the notes can be dropped.
 *
 * DOC: When the probe is there
 *
 * To register the first probe of a tracepoint, or take the last one away, changes the code
 * of the scheduler on all CPUs and can wait for a grace period. So it stays for a while
 * after a watch, in case another attempt follows, and costs each switch a test of the flag.
 * Then a work takes it away: not within an attempt, whose outcome would wait for it.
 *
 * The notes live as long as the module, so nothing has to wait for the CPUs that are still
 * in the probe but the module's exit, where the code goes.
 *
 * Out of memory, when the probe is registered: that fails, nothing was begun. When it is
 * unregistered: the kernel leaves a stub in its place.
 */

enum { KMEND_WATCH_LINGER_MS = 10000 };

/**
 * struct kmend_watch - a CPU's notes
 * @rolls: of the round that goes on and of the one before
 * @now: which is which
 */
struct kmend_watch {
	struct kmend_roll rolls[2];
	u8 now;
};

static struct kmend_watch __percpu *kmend_watches;
static bool kmend_watch_is_on;

/* probe_mutex: guards kmend_watch_has_probe. The kernel's own locks for its code are taken in it. */
static DEFINE_MUTEX(probe_mutex);
static bool kmend_watch_has_probe;

static void kmend_watch_leave(struct work_struct *work);
static DECLARE_DELAYED_WORK(kmend_watch_leaving, kmend_watch_leave);

int kmend_watch_init(void)
{
	kmend_watches = alloc_percpu(struct kmend_watch);
	return kmend_watches ? 0 : -ENOMEM;
}

void kmend_watch_exit(void)
{
	/* The worker that would arm it again is gone. */
	cancel_delayed_work_sync(&kmend_watch_leaving);
	kmend_watch_leave(NULL);
	tracepoint_synchronize_unregister();
	free_percpu(kmend_watches);
}

static void kmend_watch_note(struct task_struct *task)
{
	struct kmend_watch *watch = this_cpu_ptr(kmend_watches);

	lockdep_assert_irqs_disabled();

	if (!is_idle_task(task) && kmend_roll_add(&watch->rolls[watch->now], task))
		get_task_struct(task);
}

static void kmend_watch_switch(void *unused, bool preempt, struct task_struct *prev,
			       struct task_struct *next, unsigned int prev_state)
{
	if (READ_ONCE(kmend_watch_is_on))
		kmend_watch_note(next);
}

static void kmend_watch_turn_here(void *unused)
{
	struct kmend_watch *watch = this_cpu_ptr(kmend_watches);

	watch->now ^= 1;
	kmend_watch_note(current);
}

void kmend_watch_turn(void)
{
	on_each_cpu(kmend_watch_turn_here, NULL, true);
}

static void kmend_roll_drop(struct kmend_roll *roll)
{
	u32 i;

	for (i = 0; i < roll->nr; i++)
		put_task_struct(roll->who[i]);
	kmend_roll_clear(roll);
}

void kmend_watch_drop(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct kmend_watch *watch = per_cpu_ptr(kmend_watches, cpu);

		/* Of a CPU that was offline then, nothing was noted there. */
		kmend_roll_drop(&watch->rolls[!watch->now]);
	}
}

const struct kmend_roll *kmend_watch_last(unsigned int cpu)
{
	struct kmend_watch *watch = per_cpu_ptr(kmend_watches, cpu);

	return &watch->rolls[!watch->now];
}

const struct kmend_roll *kmend_watch_now(unsigned int cpu)
{
	struct kmend_watch *watch = per_cpu_ptr(kmend_watches, cpu);

	return &watch->rolls[watch->now];
}

static void kmend_watch_leave(struct work_struct *work)
{
	mutex_lock(&probe_mutex);
	if (kmend_watch_has_probe && !kmend_watch_is_on) {
		unregister_trace_sched_switch(kmend_watch_switch, NULL);
		kmend_watch_has_probe = false;
	}
	mutex_unlock(&probe_mutex);
}

int kmend_watch_begin(void)
{
	int err = 0;

	mutex_lock(&probe_mutex);
	if (!kmend_watch_has_probe)
		err = register_trace_sched_switch(kmend_watch_switch, NULL);
	if (!err) {
		kmend_watch_has_probe = true;
		/* Seen by every CPU in kmend_watch_turn(), before which nothing counts. */
		WRITE_ONCE(kmend_watch_is_on, true);
	}
	mutex_unlock(&probe_mutex);
	return err;
}

static void kmend_watch_pass(void *unused)
{
}

void kmend_watch_end(void)
{
	unsigned int cpu;

	mutex_lock(&probe_mutex);
	WRITE_ONCE(kmend_watch_is_on, false);
	mutex_unlock(&probe_mutex);
	mod_delayed_work(system_wq, &kmend_watch_leaving,
			 msecs_to_jiffies(KMEND_WATCH_LINGER_MS));
	/* Whoever had seen it on is through. */
	on_each_cpu(kmend_watch_pass, NULL, true);
	for_each_possible_cpu(cpu) {
		struct kmend_watch *watch = per_cpu_ptr(kmend_watches, cpu);

		kmend_roll_drop(&watch->rolls[0]);
		kmend_roll_drop(&watch->rolls[1]);
	}
}
