// SPDX-License-Identifier: GPL-2.0
/* A test module with a kprobe that has a post handler, which only a program in the kernel can have. */
#include <linux/kprobes.h>
#include <linux/module.h>

static char *function = "meminfo_proc_show";
module_param(function, charp, 0444);

static unsigned int hits;
module_param(hits, uint, 0444);

static void post_after(struct kprobe *probe, struct pt_regs *regs, unsigned long flags)
{
	hits++;
}
NOKPROBE_SYMBOL(post_after);

static struct kprobe post_probe = { .post_handler = post_after };

static int __init post_init(void)
{
	post_probe.symbol_name = function;
	return register_kprobe(&post_probe);
}

static void __exit post_exit(void)
{
	unregister_kprobe(&post_probe);
}

module_init(post_init);
module_exit(post_exit);
MODULE_DESCRIPTION("A kprobe with a post handler");
MODULE_LICENSE("GPL");
