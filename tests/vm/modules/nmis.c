// SPDX-License-Identifier: GPL-2.0
/*
 * Two processors send each other non-maskable interrupts as fast as they go, also while a machine is stopped, and each
 * handler calls a function of the test module "target" that patches change: what perf does to code that it
 * samples, where it has hardware for it. What the calls returned is in /sys/module/nmis/parameters.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/smp.h>
#include <asm/apic.h>
#include <asm/nmi.h>

enum { OLD_VALUE = 3, NEW_VALUE = 1003 };

int target_exported(void);

static atomic_t old_calls, new_calls, wrong_calls, masked_calls;
module_param_named(old, old_calls.counter, int, 0444);
MODULE_PARM_DESC(old, "calls that ran the old code");
module_param_named(new, new_calls.counter, int, 0444);
MODULE_PARM_DESC(new, "calls that ran the new code");
module_param_named(wrong, wrong_calls.counter, int, 0444);
MODULE_PARM_DESC(wrong, "calls that returned something else");
module_param_named(masked, masked_calls.counter, int, 0444);
MODULE_PARM_DESC(masked, "calls where interrupts were off, as in a stop");

static bool ended;

static void send_nmi(unsigned int cpu)
{
	apic->send_IPI(cpu, NMI_VECTOR);
}

static int handle_nmi(unsigned int type, struct pt_regs *regs)
{
	unsigned int cpu = smp_processor_id();
	int value;

	/* There may be others for other reasons. */
	if (cpu > 1)
		return NMI_DONE;
	value = target_exported();
	atomic_inc(value == OLD_VALUE ? &old_calls : value == NEW_VALUE ? &new_calls : &wrong_calls);
	if (!(regs->flags & X86_EFLAGS_IF))
		atomic_inc(&masked_calls);
	if (!READ_ONCE(ended))
		send_nmi(!cpu);
	return NMI_HANDLED;
}

static int __init nmis_init(void)
{
	int err;

	if (!cpu_online(0) || !cpu_online(1))
		return -ENODEV;
	err = register_nmi_handler(NMI_LOCAL, handle_nmi, 0, "kmend_test_nmis");
	if (err)
		return err;
	send_nmi(get_cpu() ? 0 : 1);
	put_cpu();
	return 0;
}

static void __exit nmis_exit(void)
{
	WRITE_ONCE(ended, true);
	/* One may be on its way, and nobody else would know it. */
	msleep(100);
	unregister_nmi_handler(NMI_LOCAL, "kmend_test_nmis");
}

module_init(nmis_init);
module_exit(nmis_exit);
MODULE_DESCRIPTION("kmend test: non-maskable interrupts call a function that is patched");
MODULE_LICENSE("GPL");
