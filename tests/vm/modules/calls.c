// SPDX-License-Identifier: GPL-2.0
/*
 * A test module that takes the time of calls of a function of the kernel, int_sqrt(). Written to, the
 * parameter "run" makes some; "last_ns" tells how long they took.
 */
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/timekeeping.h>

enum { CALLS = 10000 };

static unsigned long last_ns;
module_param(last_ns, ulong, 0444);

static unsigned int calls = CALLS;
module_param(calls, uint, 0444);

static int calls_run(const char *text, const struct kernel_param *param)
{
	unsigned long flags;
	unsigned int i;
	u64 begin_ns;

	/* Nothing else runs meanwhile. */
	local_irq_save(flags);
	begin_ns = ktime_get_mono_fast_ns();
	for (i = 0; i < CALLS; i++)
		int_sqrt(0);
	last_ns = ktime_get_mono_fast_ns() - begin_ns;
	local_irq_restore(flags);
	return 0;
}

static const struct kernel_param_ops calls_run_ops = { .set = calls_run };
module_param_cb(run, &calls_run_ops, NULL, 0200);

static int __init calls_init(void)
{
	return 0;
}

static void __exit calls_exit(void)
{
}

module_init(calls_init);
module_exit(calls_exit);
MODULE_DESCRIPTION("Takes the time of calls");
MODULE_LICENSE("GPL");
