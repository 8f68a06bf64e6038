// SPDX-License-Identifier: GPL-2.0
/*
 * The scheduler: which requests are due, and which of them share an attempt.
 *
 * DOC: attempts
 *
 * One worker makes all attempts, so two are never made at a time. Requests that
 * wait stand in a queue by the time at which they are due; one timer is set to the first.
 * When it fires, the worker takes the first request that is due, and with it those that
 * are due now or within the first one's coalesce_ms: they share one stop of the
 * machine. Each has its own outcome. Two that touch the same code do not share a stop: the
 * second is put off to the next attempt, which follows at once (plan.c).
 *
 * An attempt runs without kmend_patches_mutex. Before it the worker notes
 * @attempting, after it the worker looks at what was asked for meanwhile:
 *
 *   netlink request              worker
 *   ---------------              ------
 *                                lock, attempting = true, unlock
 *   lock                         attempt ...
 *   CANCEL: cancel_asked = true
 *   unlock, answer 0
 *                                ... blocked
 *                                lock, attempting = false
 *                                cancel_asked: cancelled, no further attempt
 *
 * Had that attempt succeeded, the patch is in force: the cancellation came too
 * late, and the event says "applied". Waiting for the attempt in the request would
 * tell that at once, but would hold up all of generic netlink with it.
 *
 * DOC: After a revert
 *
 * The code of a patch that went out may not be freed before a grace period of RCU tasks has passed, which
 * can take seconds on a busy machine. The worker does not wait for it where it need not (kmend_change.lingers): it
 * leaves the request in @attempting, puts it on a list, and goes on. Requests that come onto that list while a
 * grace period is under way wait for the next one:
 *
 *   worker                                     RCU tasks
 *   ------                                     ---------
 *   attempt: a is out
 *   a: leaving -> gone, call_rcu_tasks()
 *   attempt: b is out                          ... a grace period
 *   b: leaving                                 callback: queue the work
 *   work: finish and end a,
 *   b: leaving -> gone, call_rcu_tasks()
 *
 * The work is one of the same ordered workqueue. So hooks and outcomes still come one after the other, and both
 * lists, and the one rcu_head, are the worker's alone. Where the worker does wait, those on both lists have waited as
 * well, and are ended first: outcomes come in the order in which the code went out, what lay on top before what lay
 * below. The callback then finds an empty list. Nothing is allocated. Nobody can ask for a
 * patch meanwhile, as it has a request, and for the others it counts as in force: what depends on it, or conflicts
 * with it, waits or is refused as before its attempt. The request holds the patch module, and so the manager; only the callback's
 * last instructions may outlive that, and the exit waits for them.
 *
 * DOC: Whose the requests are
 *
 * The worker keeps no request across the lock but those that it attempts or that linger, and
 * nobody else ends those. A CANCEL of one that waits takes it off the queue and frees
 * it at once; a timer that fires for it nevertheless finds the queue as it is.
 *
 * The clock is CLOCK_MONOTONIC: setting the time changes nothing, and in a suspend
 * it stands still. The workqueue is freezable, so no attempt runs into one. CPUs may come and
 * go between attempts; during one they are held (attempt.c).
 */
#include "retry.h"
#include "attempt.h"
#include "bypass.h"
#include "event.h"
#include "patch.h"
#include "policy.h"
#include "request.h"
#include "stats.h"

#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/timerqueue.h>
#include <linux/workqueue.h>

static void kmend_retry_work(struct work_struct *work);

static struct workqueue_struct *kmend_retry_wq;
static DECLARE_DELAYED_WORK(kmend_retry_worker, kmend_retry_work);

static void kmend_retry_finish(struct work_struct *work);

/* The worker's: requests that are made but for a grace period, which has yet to begin or is under way. */
static LIST_HEAD(kmend_retry_leaving);
static LIST_HEAD(kmend_retry_gone);
/* It is under way, and the head in use. */
static bool kmend_retry_in_grace;
static struct rcu_head kmend_retry_grace;
static DECLARE_WORK(kmend_retry_finisher, kmend_retry_finish);

/* Guarded by kmend_patches_mutex: requests by when they are due. */
static struct timerqueue_head kmend_retry_queue;

static struct kmend_request *kmend_retry_first(void)
{
	struct timerqueue_node *node = timerqueue_getnext(&kmend_retry_queue);

	return node ? container_of(node, struct kmend_request, due) : NULL;
}

/* The timer goes to the first of the queue, whatever it was set to before. */
static void kmend_retry_set_timer(void)
{
	struct kmend_request *first = kmend_retry_first();
	u64 now = ktime_get_ns();
	u64 due;

	lockdep_assert_held(&kmend_patches_mutex);

	if (!first)
		return;
	due = ktime_to_ns(first->due.expires);
	/*
	 * A timer of n ticks fires up to one tick early, as the first has begun.
	 * One more, so that the attempt at the deadline is not before it.
	 */
	mod_delayed_work(kmend_retry_wq, &kmend_retry_worker,
			 due > now ? nsecs_to_jiffies(due - now) + 1 : 0);
}

void kmend_retry_disarm(struct kmend_request *request)
{
	lockdep_assert_held(&kmend_patches_mutex);

	if (!RB_EMPTY_NODE(&request->due.node))
		timerqueue_del(&kmend_retry_queue, &request->due);
	request->status.due_ns = 0;
}

void kmend_retry_arm(struct kmend_request *request, u32 delay_ms)
{
	u64 due_ns = ktime_get_ns() + (u64)delay_ms * NSEC_PER_MSEC;

	kmend_retry_disarm(request);
	request->status.due_ns = delay_ms ? due_ns : 0;
	request->status.delay_ms = delay_ms;
	request->due.expires = ns_to_ktime(due_ns);
	timerqueue_add(&kmend_retry_queue, &request->due);
	if (kmend_retry_first() == request)
		kmend_retry_set_timer();
}

/**
 * struct kmend_retry_pass - requests that share an attempt
 * @requests: @nr of them
 * @changes: theirs
 * @nr: how many
 */
struct kmend_retry_pass {
	struct kmend_request *requests[KMEND_CHANGES_MAX];
	struct kmend_change *changes[KMEND_CHANGES_MAX];
	u32 nr;
};

/* May they share a stop? A check makes none, and a limit holds for all of it. */
static bool kmend_retry_fits(const struct kmend_retry_pass *pass,
			     const struct kmend_request *request, u64 budget_ns)
{
	if (!pass->nr)
		return true;
	return pass->nr < KMEND_CHANGES_MAX && pass->requests[0]->kind != KMEND_KIND_CHECK &&
	       request->kind != KMEND_KIND_CHECK && budget_ns == pass->requests[0]->budget_ns;
}

/* Is it time for it, or near enough to come along? */
static bool kmend_retry_is_due(const struct kmend_request *request, u64 now, u64 until)
{
	u64 due = ktime_to_ns(request->due.expires);

	/* One that waits for another patch is only looked at at its deadline. */
	return due <= (kmend_request_is_queued(request) ? now : until);
}

/* Have so many attempts been in vain? A dry run does not know of later ones. */
static bool kmend_retry_is_late(const struct kmend_request *request, u32 after)
{
	return request->kind != KMEND_KIND_CHECK && after < KMEND_POLICY_NEVER &&
	       request->status.attempt > after;
}

/*
 * Takes what is due off the queue. A request that does not fit ends the pass rather than
 * being passed over: it is the first of the next, so none waits for ever.
 */
static void kmend_retry_gather(struct kmend_retry_pass *pass)
{
	struct kmend_policy_limits limits;
	struct kmend_request *request;
	u64 now = ktime_get_ns();
	u64 until = now;
	u64 budget_ns;

	lockdep_assert_held(&kmend_patches_mutex);

	while ((request = kmend_retry_first()) && kmend_retry_is_due(request, now, until)) {
		kmend_policy_limits(request->policy, &limits);
		budget_ns = limits.pause_budget_us * NSEC_PER_USEC;
		if (!kmend_retry_fits(pass, request, budget_ns))
			break;
		kmend_retry_disarm(request);
		/* It may begin to wait, or be gone after this; others too. */
		if (!kmend_request_begin(request))
			continue;
		if (!pass->nr)
			until = now + limits.coalesce_ms * NSEC_PER_MSEC;
		request->budget_ns = budget_ns;
		request->change.redirect = limits.redirect;
		request->change.allow_active = kmend_retry_is_late(request, limits.active_after);
		request->change.evict = kmend_retry_is_late(request, limits.evict_after);
		request->change.wake = kmend_retry_is_late(request, limits.wake_after);
		pass->requests[pass->nr] = request;
		pass->changes[pass->nr++] = &request->change;
	}
}

static void kmend_retry_count(const struct kmend_attempt_result *result,
			      const struct kmend_retry_pass *pass)
{
	u32 i;

	lockdep_assert_held(&kmend_patches_mutex);

	kmend_stats.disagreements += result->disagreements;
	for (i = 0; i < pass->nr; i++) {
		const struct kmend_change *change = pass->changes[i];

		if (change->deferred || pass->requests[i]->kind == KMEND_KIND_CHECK)
			continue;
		kmend_stats.attempts++;
		kmend_stats.evicted += change->nr_evicted;
		kmend_stats.woken += change->nr_woken;
		kmend_stats.spared += !result->stopped && change->report->nr_blockers;
	}
	if (!result->stopped)
		return;
	kmend_stats.stops++;
	kmend_stats.pause_total_ns += result->pause_ns;
	kmend_stats.pause_max_ns = max(kmend_stats.pause_max_ns, result->pause_ns);
}

static void kmend_retry_grace_over(struct rcu_head *head)
{
	queue_work(kmend_retry_wq, &kmend_retry_finisher);
}

/* One grace period at a time: those that come later would not be sooner over. */
static void kmend_retry_begin_grace(void)
{
	if (kmend_retry_in_grace || list_empty(&kmend_retry_leaving))
		return;
	list_splice_init(&kmend_retry_leaving, &kmend_retry_gone);
	kmend_retry_in_grace = true;
	call_rcu_tasks(&kmend_retry_grace, kmend_retry_grace_over);
}

static void kmend_retry_end_gone(void)
{
	struct kmend_request *request, *next;

	list_for_each_entry(request, &kmend_retry_gone, lingering)
		kmend_attempt_finish(&request->change);
	mutex_lock(&kmend_patches_mutex);
	list_for_each_entry_safe(request, next, &kmend_retry_gone, lingering) {
		list_del(&request->lingering);
		kmend_request_end(request);
	}
	mutex_unlock(&kmend_patches_mutex);
	kmend_event_flush();
}

static void kmend_retry_finish(struct work_struct *work)
{
	kmend_retry_in_grace = false;
	kmend_retry_end_gone();
	kmend_retry_begin_grace();
}

static void kmend_retry_wait(void)
{
	synchronize_rcu_tasks();
	list_splice_tail_init(&kmend_retry_leaving, &kmend_retry_gone);
	kmend_retry_end_gone();
}

static void kmend_retry_try(const struct kmend_retry_pass *pass,
			    struct kmend_attempt_result *result)
{
	if (pass->requests[0]->kind == KMEND_KIND_CHECK) {
		kmend_attempt_look(pass->changes[0], pass->requests[0]->budget_ns, result);
		return;
	}
	kmend_attempt_run(pass->changes, pass->nr, pass->requests[0]->budget_ns, result);
	if (result->waits)
		kmend_retry_wait();
	kmend_attempt_close(pass->changes, pass->nr);
}

static void kmend_retry_end(struct kmend_request *request)
{
	if (request->change.deferred) {
		kmend_request_defer(request);
	} else if (request->change.lingers) {
		kmend_request_linger(request);
		list_add_tail(&request->lingering, &kmend_retry_leaving);
	} else {
		kmend_request_end(request);
	}
}

static void kmend_retry_work(struct work_struct *work)
{
	struct kmend_attempt_result result;
	struct kmend_retry_pass pass = {};
	u32 i;

	mutex_lock(&kmend_patches_mutex);
	kmend_retry_gather(&pass);
	mutex_unlock(&kmend_patches_mutex);
	kmend_event_flush();

	if (pass.nr)
		kmend_retry_try(&pass, &result);

	mutex_lock(&kmend_patches_mutex);
	if (pass.nr)
		kmend_retry_count(&result, &pass);
	for (i = 0; i < pass.nr; i++)
		kmend_retry_end(pass.requests[i]);
	kmend_retry_set_timer();
	mutex_unlock(&kmend_patches_mutex);
	kmend_retry_begin_grace();
	/* The patches may be gone from here on. */
	kmend_event_flush();
	if (pass.nr)
		kmend_bypass_look(true);
}

void kmend_retry_queue_work(struct delayed_work *work, u32 delay_ms)
{
	mod_delayed_work(kmend_retry_wq, work, nsecs_to_jiffies((u64)delay_ms * NSEC_PER_MSEC) + 1);
}

int kmend_retry_init(void)
{
	timerqueue_init_head(&kmend_retry_queue);
	/*
	 * An attempt holds locks that all who change the kernel's code want, so it must not wait for a CPU with
	 * them; and the longer it takes, the more threads have run and are to be looked at again.
	 */
	kmend_retry_wq = alloc_ordered_workqueue("kmend", WQ_FREEZABLE | WQ_HIGHPRI);
	return kmend_retry_wq ? 0 : -ENOMEM;
}

void kmend_retry_exit(void)
{
	/* The timer may still be set for a request that was cancelled. */
	cancel_delayed_work_sync(&kmend_retry_worker);
	rcu_barrier_tasks();
	destroy_workqueue(kmend_retry_wq);
}
