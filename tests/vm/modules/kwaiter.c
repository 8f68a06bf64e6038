// SPDX-License-Identifier: GPL-2.0
/*
 * A test module with a kernel thread, "kwaiter", that sleeps in its main loop until something is written to
 * the parameter @poke, and then for an hour in wait_woken(), as @state says, or until it is woken. @returned counts how
 * often it came back from there.
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/wait.h>

static char *state = "interruptible";
module_param(state, charp, 0444);
MODULE_PARM_DESC(state, "interruptible, idle or uninterruptible");

static unsigned int returned;
module_param(returned, uint, 0444);

static DECLARE_WAIT_QUEUE_HEAD(kwaiter_wait);
static struct task_struct *kwaiter;
static bool kwaiter_poked;

static unsigned int kwaiter_state(void)
{
	return !strcmp(state, "idle") ? TASK_IDLE :
	       !strcmp(state, "uninterruptible") ? TASK_UNINTERRUPTIBLE : TASK_INTERRUPTIBLE;
}

static int kwaiter_run(void *data)
{
	DEFINE_WAIT_FUNC(entry, woken_wake_function);

	while (!kthread_should_stop()) {
		wait_event_interruptible(kwaiter_wait, READ_ONCE(kwaiter_poked) || kthread_should_stop());
		if (!READ_ONCE(kwaiter_poked))
			continue;
		WRITE_ONCE(kwaiter_poked, false);
		wait_woken(&entry, kwaiter_state(), 3600 * HZ);
		WRITE_ONCE(returned, returned + 1);
	}
	return 0;
}

static int kwaiter_poke(const char *value, const struct kernel_param *param)
{
	WRITE_ONCE(kwaiter_poked, true);
	wake_up(&kwaiter_wait);
	return 0;
}

static const struct kernel_param_ops kwaiter_poke_ops = { .set = kwaiter_poke };
module_param_cb(poke, &kwaiter_poke_ops, NULL, 0200);

static int __init kwaiter_init(void)
{
	kwaiter = kthread_run(kwaiter_run, NULL, "kwaiter");
	return PTR_ERR_OR_ZERO(kwaiter);
}

static void __exit kwaiter_exit(void)
{
	kthread_stop(kwaiter);
}

module_init(kwaiter_init);
module_exit(kwaiter_exit);
MODULE_DESCRIPTION("Test module: a kernel thread that sleeps below its main loop");
MODULE_LICENSE("GPL");
