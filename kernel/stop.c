// SPDX-License-Identifier: GPL-2.0
/* The machine stands still: what is done in that moment, of an attempt or a survey. */
#include "stop.h"

#include <linux/cpu.h>
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/memory.h>
#include <linux/stop_machine.h>
#include <linux/timekeeping.h>
#include <asm/sync_core.h>

#include "attempt.h"
#include "data.h"
#include "hooks.h"
#include "plan.h"
#include "stackcheck.h"
#include "threads.h"
#include "verify.h"

/*
 * Concurrency, locks and failure: attempt.c, DOC: An attempt, d) and e). Nothing here sleeps,
 * allocates or takes a lock, and nothing can fail after the first store.
 */

/* The only thing that is done while nothing else runs. */
static void kmend_stop_decide(struct kmend_stop *stop)
{
	u64 end_ns = stop->budget_ns ? stop->begin_ns + stop->budget_ns : 0;
	bool in_time = kmend_threads_run(stop->threads, end_ns);
	u32 i;

	for (i = 0; i < stop->nr_changes; i++) {
		struct kmend_change *change = stop->changes[i];

		if (change->err)
			continue;
		if (!in_time) {
			change->err = -EAGAIN;
			change->report->cause = KMEND_CAUSE_PAUSE_BUDGET;
		} else if (change->report->nr_blockers) {
			change->err = -EAGAIN;
			change->report->cause = KMEND_CAUSE_BUSY;
		} else if (!kmend_hooks_check(change) && !kmend_data_verify(change)) {
			kmend_hooks_change(change, false);
			kmend_plan_write(change);
			kmend_hooks_change(change, true);
		}
	}
	stop->looked = true;
}

/*
 * The last CPU to arrive does the work: by then every other one has looked at
 * its own stack and spins here, with nothing on its stack that is still to be
 * returned to but the stop itself.
 */
int kmend_stop_run(void *data)
{
	struct kmend_stop *stop = data;

	cmpxchg64(&stop->begin_ns, 0, ktime_get_mono_fast_ns());
	kmend_stackcheck_own(stop->check);

	/* Fully ordered: the last one sees what all others found on their stacks. */
	if (atomic_inc_return(&stop->arrived) == stop->nr_cpus) {
		kmend_stop_decide(stop);
		stop->pause_ns = ktime_get_mono_fast_ns() - stop->begin_ns;
		/* Pairs with the load below: no CPU leaves before the last store. */
		smp_store_release(&stop->done, 1);
	} else {
		smp_cond_load_acquire(&stop->done, VAL);
	}
	/* No CPU runs on with what it fetched before the stores. */
	sync_core();
	return 0;
}

void kmend_stop_machine(struct kmend_stop *stop, struct kmend_attempt_result *result)
{
	struct kmend_change *change;
	int ret;
	u32 i;

	lockdep_assert_cpus_held();
	lockdep_assert_held(&text_mutex);

	stop->nr_cpus = num_online_cpus();
	ret = stop_machine_cpuslocked(kmend_stop_run, stop, cpu_online_mask);
	result->stopped = stop->looked;
	result->pause_ns = stop->pause_ns;
	for (i = 0; i < stop->nr_changes; i++) {
		change = stop->changes[i];
		kmend_plan_blocked(change);
		if (!stop->looked && !change->err)
			change->err = kmend_report_fail(change->report, -EAGAIN,
							KMEND_CAUSE_INTERNAL,
							"the machine could not be stopped: %pe",
							ERR_PTR(ret));
		if (!change->deferred)
			change->report->pause_ns = stop->pause_ns;
	}
}
