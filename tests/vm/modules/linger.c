// SPDX-License-Identifier: GPL-2.0
/*
 * A test module that makes the manager linger for @ms milliseconds before it lets go on the threads that it has
 * brought out of code, so that there is time to do something to them. One of the processors is busy meanwhile.
 */
#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/module.h>

static unsigned int ms = 2000;
module_param(ms, uint, 0444);

static int linger_before(struct kprobe *probe, struct pt_regs *regs)
{
	mdelay(ms);
	return 0;
}
NOKPROBE_SYMBOL(linger_before);

static struct kprobe linger_probe = {
	.symbol_name = "kmend_evict_release",
	.pre_handler = linger_before,
};

static int __init linger_init(void)
{
	return register_kprobe(&linger_probe);
}

static void __exit linger_exit(void)
{
	unregister_kprobe(&linger_probe);
}

module_init(linger_init);
module_exit(linger_exit);
MODULE_DESCRIPTION("Test module: makes kmend linger in an attempt");
MODULE_LICENSE("GPL");
