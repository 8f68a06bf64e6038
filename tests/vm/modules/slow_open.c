// SPDX-License-Identifier: GPL-2.0
/* /dev/slow_open: a misc device that nobody gets open; who tries sleeps until killed. */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(slow_open_never);

static int slow_open_open(struct inode *inode, struct file *file)
{
	return wait_event_interruptible(slow_open_never, false);
}

static const struct file_operations slow_open_fops = {
	.owner = THIS_MODULE,
	.open = slow_open_open,
};

static struct miscdevice slow_open = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "slow_open",
	.fops = &slow_open_fops,
};

module_misc_device(slow_open);
MODULE_LICENSE("GPL");
