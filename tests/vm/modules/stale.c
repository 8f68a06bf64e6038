// SPDX-License-Identifier: GPL-2.0
/*
 * Does the emulator run what memory has? No manager is in play: one processor of two, which are stopped with interrupts
 * off, writes a function with one aligned store, serialises, and calls it, while non-maskable interrupts call it
 * on both. A processor must run what it has written itself. See /sys/module/stale/parameters.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/smp.h>
#include <linux/stop_machine.h>
#include <linux/vmalloc.h>
#include <asm/apic.h>
#include <asm/nmi.h>
#include <asm/sync_core.h>

/* mov $VALUE, %eax; ret; int3; int3 */
#define WORD(value) (0xccccc300000000b8ULL | (u64)(value) << 8)

enum { WRITES = 100, MORE = 1000 };

static unsigned long writes, stale;
module_param(writes, ulong, 0444);
MODULE_PARM_DESC(writes, "stores so far");
module_param(stale, ulong, 0444);
MODULE_PARM_DESC(stale, "after so many of them the old code ran, and went on to");

/* A page of its own. */
int stale_function(void);
asm(".pushsection .text\n"
    ".p2align 12\n"
    "stale_function:\n"
    "	.quad 0xccccc300000001b8\n"
    ".p2align 12\n"
    ".popsection");

static u64 *word;
static struct task_struct *writer;
static atomic_t arrived;
static bool done, ended;

static int handle_nmi(unsigned int type, struct pt_regs *regs)
{
	unsigned int cpu = smp_processor_id();

	if (cpu > 1)
		return NMI_DONE;
	stale_function();
	if (!READ_ONCE(ended))
		apic->send_IPI(!cpu, NMI_VECTOR);
	return NMI_HANDLED;
}

static void write_and_call(int value)
{
	u64 word_now = WORD(value);
	int i, old = 0;

	WRITE_ONCE(*word, word_now);
	sync_core();
	writes++;
	if (stale_function() == value)
		return;
	for (i = 0; i < MORE; i++) {
		sync_core();
		old += stale_function() != value;
	}
	if (!stale++)
		pr_info("stale: memory is %8ph, written %8ph, but the old code ran, and %d of %d times after that\n",
			(void *)stale_function, &word_now, old, MORE);
}

static int stopped(void *unused)
{
	int i;

	if (atomic_inc_return(&arrived) < num_online_cpus()) {
		smp_cond_load_acquire(&done, VAL);
	} else {
		for (i = 0; i < WRITES; i++)
			write_and_call(1 + i % 2);
		smp_store_release(&done, true);
	}
	sync_core();
	return 0;
}

static int write_on(void *unused)
{
	while (!kthread_should_stop()) {
		atomic_set(&arrived, 0);
		done = false;
		stop_machine(stopped, NULL, cpu_online_mask);
		usleep_range(100, 300);
	}
	return 0;
}

static int __init stale_init(void)
{
	struct page *page = vmalloc_to_page((void *)stale_function);
	int err;

	if (!cpu_online(0) || !cpu_online(1))
		return -ENODEV;
	word = vmap(&page, 1, VM_MAP, PAGE_KERNEL);
	if (!word)
		return -ENOMEM;
	err = register_nmi_handler(NMI_LOCAL, handle_nmi, 0, "kmend_test_stale");
	if (err)
		goto out_unmap;
	writer = kthread_run(write_on, NULL, "stale");
	if (IS_ERR(writer)) {
		err = PTR_ERR(writer);
		goto out_unregister;
	}
	apic->send_IPI(get_cpu() ? 0 : 1, NMI_VECTOR);
	put_cpu();
	return 0;

out_unregister:
	unregister_nmi_handler(NMI_LOCAL, "kmend_test_stale");
out_unmap:
	vunmap(word);
	return err;
}

static void __exit stale_exit(void)
{
	kthread_stop(writer);
	WRITE_ONCE(ended, true);
	/* One may be on its way, and nobody else would know it. */
	msleep(100);
	unregister_nmi_handler(NMI_LOCAL, "kmend_test_stale");
	vunmap(word);
}

module_init(stale_init);
module_exit(stale_exit);
MODULE_DESCRIPTION("kmend test: does a processor run what it has written?");
MODULE_LICENSE("GPL");
