// SPDX-License-Identifier: GPL-2.0
/*
 * A test module that has the right to say where a function goes to, as an upstream live patch has,
 * and does nothing with it.
 */
#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/string.h>

static char *function = "meminfo_proc_show";
module_param(function, charp, 0444);

static void diverter_look(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			  struct ftrace_regs *regs)
{
}

static struct ftrace_ops diverter_ops = {
	.func = diverter_look,
	.flags = FTRACE_OPS_FL_SAVE_REGS | FTRACE_OPS_FL_IPMODIFY,
};

static int __init diverter_init(void)
{
	int err = ftrace_set_filter(&diverter_ops, function, strlen(function), 1);

	if (!err)
		err = register_ftrace_function(&diverter_ops);
	if (err)
		ftrace_free_filter(&diverter_ops);
	return err;
}

static void __exit diverter_exit(void)
{
	unregister_ftrace_function(&diverter_ops);
	ftrace_free_filter(&diverter_ops);
}

module_init(diverter_init);
module_exit(diverter_exit);
MODULE_DESCRIPTION("May divert a function, and does not");
MODULE_LICENSE("GPL");
