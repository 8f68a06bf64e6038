// SPDX-License-Identifier: GPL-2.0
/*
 * A test module that takes the time of each stop of the machine, from the call to its return, whoever
 * asks for it. Written to, the parameter "empty" stops it for nothing; "last_ns" tells how
 * long the last stop took.
 */
#include <linux/cpu.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/stop_machine.h>
#include <linux/timekeeping.h>

static unsigned long last_ns;
module_param(last_ns, ulong, 0444);

static int clock_entry(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	*(u64 *)instance->data = ktime_get_mono_fast_ns();
	return 0;
}
NOKPROBE_SYMBOL(clock_entry);

static int clock_return(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	WRITE_ONCE(last_ns, ktime_get_mono_fast_ns() - *(u64 *)instance->data);
	return 0;
}
NOKPROBE_SYMBOL(clock_return);

static struct kretprobe clock_probe = {
	.kp.symbol_name = "stop_machine_cpuslocked",
	.entry_handler = clock_entry,
	.handler = clock_return,
	.data_size = sizeof(u64),
	.maxactive = 4,
};

static int clock_nothing(void *data)
{
	return 0;
}

/* As kmend does it, on every CPU. The function is not exported, but the probe knows it. */
static int clock_empty(const char *text, const struct kernel_param *param)
{
	int (*stop)(cpu_stop_fn_t fn, void *data, const struct cpumask *cpus) =
		(void *)clock_probe.kp.addr;
	int err;

	cpus_read_lock();
	err = stop(clock_nothing, NULL, cpu_online_mask);
	cpus_read_unlock();
	return err;
}

static const struct kernel_param_ops clock_empty_ops = { .set = clock_empty };
module_param_cb(empty, &clock_empty_ops, NULL, 0200);

static int __init clock_init(void)
{
	return register_kretprobe(&clock_probe);
}

static void __exit clock_exit(void)
{
	unregister_kretprobe(&clock_probe);
}

module_init(clock_init);
module_exit(clock_exit);
MODULE_DESCRIPTION("Test module: how long the machine is stopped");
MODULE_LICENSE("GPL");
