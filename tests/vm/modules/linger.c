// SPDX-License-Identifier: GPL-2.0
/*
 * A test module that makes the manager sleep for @ms milliseconds before it lets go on the threads that it has
 * brought out of code, so that there is time to do something to them. It must stay until the attempt is over.
 */
#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/module.h>

/* Bytes of an ftrace site, behind which the function itself begins. */
#define LINGER_SITE	5

struct kmend_change;

static unsigned int ms = 2000;
module_param(ms, uint, 0444);

static int linger_before(struct kprobe *probe, struct pt_regs *regs);

static struct kprobe linger_probe = {
	.symbol_name = "kmend_evict_release",
	.pre_handler = linger_before,
};

/* What the probed function does instead. */
static noinline void linger_release(struct kmend_change *const *changes, u32 nr)
{
	void (*release)(struct kmend_change *const *changes, u32 nr) =
		(void *)linger_probe.addr + LINGER_SITE;

	msleep(ms);
	release(changes, nr);
}

static int linger_before(struct kprobe *probe, struct pt_regs *regs)
{
	regs->ip = (unsigned long)linger_release;
	return 1;
}
NOKPROBE_SYMBOL(linger_before);

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
