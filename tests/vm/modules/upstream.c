// SPDX-License-Identifier: GPL-2.0
/*
 * An upstream live patch: a function that shows a file of /proc goes on to say so. To be out of force when
 * it is to be unloaded: echo 0 >/sys/kernel/livepatch/upstream/enabled.
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/seq_file.h>

static char *function = "meminfo_proc_show";
module_param(function, charp, 0444);

static int upstream_show(struct seq_file *file, void *unused)
{
	seq_puts(file, "upstream\n");
	return 0;
}

static struct klp_func upstream_funcs[] = {
	{ .new_func = upstream_show },
	{ }
};

#include "upstream.h"

static int __init upstream_init(void)
{
	upstream_funcs[0].old_name = function;
	return klp_enable_patch(&upstream_patch);
}

module_init(upstream_init);
MODULE_DESCRIPTION("An upstream live patch");
