// SPDX-License-Identifier: GPL-2.0
/*
 * A test module: who reads /sys/kernel/debug/murky sleeps until killed, with a function on
 * the stack that the unwinder knows nothing of.
 */
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/objtool.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(murky_queue);
static struct dentry *murky_file;
static bool murky_never;

static noinline int murky_sleep(void)
{
	int ret = wait_event_interruptible(murky_queue, READ_ONCE(murky_never));

	/* Something to do afterwards, so that this is no jump. */
	barrier();
	return ret;
}
STACK_FRAME_NON_STANDARD(murky_sleep);

static ssize_t murky_read(struct file *file, char __user *to, size_t size, loff_t *at)
{
	return murky_sleep();
}

static const struct file_operations murky_fops = {
	.owner = THIS_MODULE,
	.read = murky_read,
};

static int __init murky_init(void)
{
	murky_file = debugfs_create_file("murky", 0400, NULL, NULL, &murky_fops);
	return PTR_ERR_OR_ZERO(murky_file);
}

static void __exit murky_exit(void)
{
	debugfs_remove(murky_file);
}

module_init(murky_init);
module_exit(murky_exit);
MODULE_DESCRIPTION("Test module: a stack that cannot be unwound");
MODULE_LICENSE("GPL");
