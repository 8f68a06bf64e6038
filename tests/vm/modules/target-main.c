// SPDX-License-Identifier: GPL-2.0
/*
 * A test module to be patched. Each file in /proc/target shows what one of its
 * functions returns; reading /proc/target/nap sleeps in one until a signal comes.
 */
#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/wait.h>

#include "target.h"

static DECLARE_WAIT_QUEUE_HEAD(target_wait);
static DEFINE_STATIC_KEY_FALSE(target_key);

/* Behind a symbol that is not exported, for a patch to use. */
static int target_base __used = 40;

static TARGET_KEEP int target_value(int add)
{
	return READ_ONCE(target_base) + add + (static_branch_unlikely(&target_key) ? 100 : 0);
}

static TARGET_KEEP int target_same(void)
{
	return 1;
}

TARGET_KEEP int target_exported(void)
{
	return 3;
}
EXPORT_SYMBOL_GPL(target_exported);

static TARGET_KEEP int target_nap(void)
{
	return wait_event_interruptible(target_wait, false) ? 5 : 0;
}

/* Gone once the module is loaded. */
static TARGET_KEEP int __init target_early(void)
{
	return READ_ONCE(target_base) ? 0 : -EINVAL;
}

static int target_show_value(struct seq_file *seq, void *data)
{
	seq_printf(seq, "%d\n", target_value(2));
	return 0;
}

static int target_show_same(struct seq_file *seq, void *data)
{
	seq_printf(seq, "%d\n", target_same());
	return 0;
}

static int target_show_exported(struct seq_file *seq, void *data)
{
	seq_printf(seq, "%d\n", target_exported());
	return 0;
}

static int target_show_nap(struct seq_file *seq, void *data)
{
	seq_printf(seq, "%d\n", target_nap());
	return 0;
}

/* Written by a patch or by hand, so that the kernel rewrites code of the module. */
static int target_set_key(const char *value, const struct kernel_param *param)
{
	bool on;
	int err = kstrtobool(value, &on);

	if (err)
		return err;
	if (on)
		static_branch_enable(&target_key);
	else
		static_branch_disable(&target_key);
	return 0;
}

static const struct kernel_param_ops target_key_ops = { .set = target_set_key };
module_param_cb(key, &target_key_ops, NULL, 0200);
MODULE_PARM_DESC(key, "1: value shows 100 more");

static int __init target_init(void)
{
	struct proc_dir_entry *dir;
	int err = target_early();

	if (err)
		return err;
	dir = proc_mkdir("target", NULL);
	if (dir && proc_create_single("value", 0444, dir, target_show_value) &&
	    proc_create_single("same", 0444, dir, target_show_same) &&
	    proc_create_single("same-other", 0444, dir, target_show_same_other) &&
	    proc_create_single("exported", 0444, dir, target_show_exported) &&
	    proc_create_single("nap", 0444, dir, target_show_nap))
		return 0;
	remove_proc_subtree("target", NULL);
	return -ENOMEM;
}

static void __exit target_exit(void)
{
	remove_proc_subtree("target", NULL);
}

module_init(target_init);
module_exit(target_exit);
MODULE_DESCRIPTION("kmend test: a module to be patched");
MODULE_LICENSE("GPL");
