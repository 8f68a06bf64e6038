// SPDX-License-Identifier: GPL-2.0
/*
 * A test module that makes the manager miss a thread: threads of the name @name are passed over
 * when all are looked at before the stop. Shows that the look at all in the stop
 * (compare_scans) finds out.
 */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/string.h>

static char *name = "missed";
module_param(name, charp, 0444);

/* What the probed function does instead. */
static noinline int blind_look(struct task_struct *task, void *arg)
{
	return 0;
}

static int blind_before(struct kprobe *probe, struct pt_regs *regs)
{
	const struct task_struct *task = (void *)regs->di;

	if (strcmp(task->comm, name))
		return 0;
	regs->ip = (unsigned long)blind_look;
	return 1;
}
NOKPROBE_SYMBOL(blind_before);

static struct kprobe blind_probe = {
	.symbol_name = "kmend_thread_look",
	.pre_handler = blind_before,
};

static int __init blind_init(void)
{
	return register_kprobe(&blind_probe);
}

static void __exit blind_exit(void)
{
	unregister_kprobe(&blind_probe);
}

module_init(blind_init);
module_exit(blind_exit);
MODULE_DESCRIPTION("Test module: makes kmend miss a thread");
MODULE_LICENSE("GPL");
