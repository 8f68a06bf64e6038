// SPDX-License-Identifier: GPL-2.0
/*
 * A test module with a kernel thread, "holdout", that never gives its CPU away of its own will: others can have it, but no
 * grace period of RCU tasks ends while the module is loaded.
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

static struct task_struct *holdout;

static int holdout_run(void *data)
{
	while (!kthread_should_stop()) {
		cpu_relax();
		cond_resched();
	}
	return 0;
}

static int __init holdout_init(void)
{
	holdout = kthread_run(holdout_run, NULL, "holdout");
	return PTR_ERR_OR_ZERO(holdout);
}

static void __exit holdout_exit(void)
{
	kthread_stop(holdout);
}

module_init(holdout_init);
module_exit(holdout_exit);
MODULE_DESCRIPTION("Test module: holds up grace periods of RCU tasks");
MODULE_LICENSE("GPL");
