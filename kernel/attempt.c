// SPDX-License-Identifier: GPL-2.0
/* One attempt to put a patch in force or to take it out: all of it, or nothing. */
#include "attempt.h"

#include <linux/cpu.h>
#include <linux/kprobes.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include <linux/timekeeping.h>
#include <asm/sync_core.h>

#include "kmend.h"
#include "redirect.h"
#include "stack.h"
#include "stackcheck.h"
#include "unexported.h"
#include "verify.h"

/**
 * DOC: An attempt
 *
 * a) Prepare: memory, the jumps, a writable mapping of each entry. May sleep;
 *    no lock is held.
 * b) Claim the entries that are not ours from ftrace (redirect.c).
 * c) Verify (verify.c), under kprobe_mutex, cpus_read_lock() and text_mutex, all
 *    held until d) is over.
 * d) Stop the machine. Look at every stack (stackcheck.c); if none is in the way,
 *    write all jumps. Nothing after the first store can fail.
 * e) Drop the locks, note what is applied (stack.c), unmap, give back the claims
 *    of entries that carry no replacement.
 *
 * Locks. kprobe_mutex -> cpus_read_lock() -> text_mutex -> the stopper's, which is
 * the kernel's own order (kprobes, jump labels). So the stop is
 * stop_machine_cpuslocked(): stop_machine() would take cpus_read_lock() inside
 * text_mutex. ftrace_lock, which the kernel takes between kprobe_mutex and
 * text_mutex, is taken and dropped in b) and e), where none of these is held.
 * entries_mutex is innermost.
 *
 * Half-way failure. Up to d) an attempt changed nothing but claims, and e) is
 * the same for every outcome. Out of memory can only happen in a), and is worth
 * another attempt.
 *
 * Modules. The manager holds a reference on the patch module from before the
 * attempt until it is reverted, and cannot itself go while its worker runs. The
 * code that is redirected belongs to the kernel proper and never goes.
 *
 * CPUs cannot come or go from c) on. NMIs are the one thing that runs in d)
 * besides us: one that began in old code finishes there, one that begins
 * meanwhile may meet some functions old and some new.
 *
 * Which code must be quiet:
 * - Apply: each function and part that is replaced. When a replacement is in
 *   force there already, that replacement, too, since it is what gets replaced
 *   now. Its .cold half is not described, so the whole of its module's code must
 *   be quiet: more than needed, never less. Older ones and the original below it
 *   were quiet when they were covered, and nobody has come in by the entry since.
 *   What calls an older one directly is its own patch's code, which goes on as it
 *   was built.
 * - Revert: the whole code of the patch module.
 *
 * Old code stays where it is for good, so all that a thread missed in it costs
 * is one more run of the old function. New code goes away after a revert. So the
 * revert also waits for RCU tasks: for threads that were preempted where
 * no stack shows it (a probe's out-of-line copy), and for those that exit and
 * are on no list any more.
 */

/* What becomes of one entry. */
struct kmend_slot {
	struct kmend_func *func;
	struct kmend_entry *entry;
	struct kmend_redirect redirect;
};

struct kmend_attempt {
	struct kmend_func *funcs;
	unsigned int nr_funcs;
	struct kmend_slot *slots;	/* one for each function that is no part */
	unsigned int nr_slots;
	struct kmend_stackcheck check;
	struct kmend_report *report;
};

/* What the CPUs share in the stop. */
struct kmend_stop {
	struct kmend_attempt *attempt;
	unsigned int nr_cpus;
	atomic_t arrived;
	u64 begin_ns;
	int done;
	bool written;
};

static int kmend_attempt_no_memory(struct kmend_attempt *attempt)
{
	return kmend_report_fail(attempt->report, -EAGAIN, KMEND_CAUSE_NO_MEMORY,
				 "not enough memory for an attempt");
}

static int kmend_attempt_init(struct kmend_attempt *attempt, struct kmend_func *funcs,
			      unsigned int nr_funcs, struct kmend_report *report)
{
	*attempt = (struct kmend_attempt){
		.funcs = funcs,
		.nr_funcs = nr_funcs,
		.report = report,
	};
	memset(report, 0, sizeof(*report));

	attempt->slots = kvcalloc(nr_funcs, sizeof(*attempt->slots), GFP_KERNEL);
	/* A range for each function, and one for what lies on its entry. */
	if (!attempt->slots || kmend_stackcheck_init(&attempt->check, 2 * nr_funcs + 1))
		return kmend_attempt_no_memory(attempt);
	return 0;
}

/* The same for every outcome; what was pushed by now stays. */
static void kmend_attempt_end(struct kmend_attempt *attempt)
{
	unsigned int i;

	for (i = 0; i < attempt->nr_slots; i++)
		kmend_redirect_unmap(&attempt->slots[i].redirect);
	kmend_stackcheck_exit(&attempt->check);
	kvfree(attempt->slots);
	kmend_stack_sweep();
}

static struct kmend_slot *kmend_slot_add(struct kmend_attempt *attempt, struct kmend_func *func,
					 struct kmend_entry *entry)
{
	struct kmend_slot *slot = &attempt->slots[attempt->nr_slots++];

	slot->func = func;
	slot->entry = entry;
	slot->redirect.addr = func->old_addr;
	return slot;
}

static int kmend_slot_map(struct kmend_attempt *attempt, struct kmend_slot *slot)
{
	switch (kmend_redirect_map(&slot->redirect)) {
	case 0:
		return 0;
	case -ENOMEM:
		return kmend_attempt_no_memory(attempt);
	default:
		return kmend_report_fail(attempt->report, -EOPNOTSUPP, KMEND_CAUSE_INTERNAL,
					 "%s: its code cannot be mapped", slot->func->name);
	}
}

/*
 * The last CPU to arrive does the work: by then every other one has looked at
 * its own stack and spins here, with nothing on its stack that is still to be
 * returned to but the stop itself.
 */
static int kmend_stop_run(void *data)
{
	struct kmend_stop *stop = data;
	struct kmend_attempt *attempt = stop->attempt;
	unsigned int i;

	cmpxchg64(&stop->begin_ns, 0, ktime_get_mono_fast_ns());
	kmend_stackcheck_own(&attempt->check);

	/* Fully ordered: the last one sees what all others found on their stacks. */
	if (atomic_inc_return(&stop->arrived) == stop->nr_cpus) {
		if (kmend_stackcheck_is_clear(&attempt->check, attempt->report)) {
			for (i = 0; i < attempt->nr_slots; i++)
				kmend_redirect_commit(&attempt->slots[i].redirect);
			stop->written = true;
		}
		attempt->report->pause_ns = ktime_get_mono_fast_ns() - stop->begin_ns;
		/* Pairs with the load below: no CPU leaves before the last store. */
		smp_store_release(&stop->done, 1);
	} else {
		smp_cond_load_acquire(&stop->done, VAL);
	}
	/* No CPU runs on with what it fetched before the stores. */
	sync_core();
	return 0;
}

static int kmend_attempt_stop(struct kmend_attempt *attempt)
{
	struct kmend_stop stop = {
		.attempt = attempt,
		.nr_cpus = num_online_cpus(),
		.arrived = ATOMIC_INIT(0),
	};
	int ret;

	lockdep_assert_cpus_held();
	lockdep_assert_held(&text_mutex);

	ret = stop_machine_cpuslocked(kmend_stop_run, &stop, cpu_online_mask);
	if (stop.written)
		return 0;
	if (ret)
		return kmend_report_fail(attempt->report, -EAGAIN, KMEND_CAUSE_INTERNAL,
					 "the machine could not be stopped: %pe", ERR_PTR(ret));
	attempt->report->cause = KMEND_CAUSE_BUSY;
	return -EAGAIN;
}

static int kmend_attempt_run(struct kmend_attempt *attempt,
			     int (*verify)(struct kmend_attempt *attempt))
{
	int ret;

	/* A probe that was removed a moment ago may still have its jump there. */
	wait_for_kprobe_optimizer();

	mutex_lock(&kprobe_mutex);
	cpus_read_lock();
	mutex_lock(&text_mutex);
	ret = verify(attempt);
	if (!ret)
		ret = kmend_attempt_stop(attempt);
	mutex_unlock(&text_mutex);
	cpus_read_unlock();
	mutex_unlock(&kprobe_mutex);
	return ret;
}

/* All code of the module that holds @addr. */
static void kmend_attempt_quiet_module(struct kmend_attempt *attempt, const struct module *module)
{
	kmend_stackcheck_add(&attempt->check, (unsigned long)module->core_layout.base,
			     module->core_layout.text_size);
}

static void kmend_attempt_quiet_replacement(struct kmend_attempt *attempt, unsigned long addr)
{
	const struct module *module;

	/* For the lookup; the module itself is pinned, its patch is applied. */
	preempt_disable();
	module = __module_text_address(addr);
	preempt_enable();
	if (!WARN_ON_ONCE(!module))
		kmend_attempt_quiet_module(attempt, module);
}

static int kmend_apply_prepare_func(struct kmend_attempt *attempt, struct kmend_func *func)
{
	struct kmend_entry *entry;
	struct kmend_slot *slot;
	unsigned int i;

	for (i = 0; i < attempt->nr_slots; i++)
		if (attempt->slots[i].func->old_addr == func->old_addr)
			return kmend_report_fail(attempt->report, -EINVAL, KMEND_CAUSE_INTERNAL,
						 "%s: is replaced twice by the patch", func->name);
	if (WARN_ON_ONCE(func->entry))
		return kmend_report_fail(attempt->report, -EINVAL, KMEND_CAUSE_INTERNAL,
					 "%s: is applied already", func->name);

	entry = kmend_entry_find(func->old_addr);
	if (!entry)
		entry = kmend_entry_create(func->old_addr, func->size);
	if (!entry)
		return kmend_attempt_no_memory(attempt);
	if (kmend_entry_newest(entry))
		kmend_attempt_quiet_replacement(attempt, kmend_entry_newest(entry)->new_addr);

	slot = kmend_slot_add(attempt, func, entry);
	if (kmend_jump_encode(slot->redirect.bytes, func->old_addr, func->new_addr))
		return kmend_report_fail(attempt->report, -ERANGE, KMEND_CAUSE_INTERNAL,
					 "%s: its replacement is too far away", func->name);
	return kmend_slot_map(attempt, slot);
}

static int kmend_apply_prepare(struct kmend_attempt *attempt)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < attempt->nr_funcs && !ret; i++) {
		struct kmend_func *func = &attempt->funcs[i];

		ret = kmend_verify_place(func, attempt->report);
		if (ret)
			break;
		kmend_stackcheck_add(&attempt->check, func->old_addr, func->size);
		if (!(func->desc->flags & KMEND_FUNC_PART))
			ret = kmend_apply_prepare_func(attempt, func);
	}
	kmend_stackcheck_seal(&attempt->check);
	return ret;
}

static const char *kmend_slot_name(const struct kmend_attempt *attempt, unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < attempt->nr_slots; i++)
		if (attempt->slots[i].func->old_addr == addr)
			return attempt->slots[i].func->name;
	return "?";
}

static int kmend_apply_claim(struct kmend_attempt *attempt)
{
	struct kmend_claim *refused = NULL;
	struct kmend_claim *claim, *next;
	const char *name;
	LIST_HEAD(claims);
	unsigned int i;
	int ret;

	for (i = 0; i < attempt->nr_slots; i++) {
		claim = &attempt->slots[i].entry->claim;
		if (claim->state == KMEND_CLAIM_NONE)
			list_add_tail(&claim->node, &claims);
	}
	ret = kmend_claim_take(&claims, &refused);
	list_for_each_entry_safe(claim, next, &claims, node)
		list_del_init(&claim->node);
	if (!ret)
		return 0;

	name = kmend_slot_name(attempt, refused->addr);
	if (ret == -EBUSY)
		return kmend_report_fail(attempt->report, -EAGAIN, KMEND_CAUSE_SITE_IN_USE,
					 "%s: ftrace has users of its entry, or somebody closed it to ftrace",
					 name);
	return kmend_report_fail(attempt->report, ret, KMEND_CAUSE_INTERNAL,
				 "%s: its ftrace site is not its first instruction", name);
}

static int kmend_apply_verify(struct kmend_attempt *attempt)
{
	unsigned int slot = 0;
	unsigned int i;
	int ret = 0;

	/* Slots are in the order of the functions, parts left out. */
	for (i = 0; i < attempt->nr_funcs && !ret; i++) {
		struct kmend_func *func = &attempt->funcs[i];
		bool is_part = func->desc->flags & KMEND_FUNC_PART;

		ret = kmend_verify_code(func, is_part ? NULL : attempt->slots[slot++].entry,
					attempt->report);
	}
	return ret;
}

int kmend_attempt_apply(struct kmend_func *funcs, unsigned int nr_funcs,
			struct kmend_report *report)
{
	struct kmend_attempt attempt;
	unsigned int i;
	int ret;

	ret = kmend_attempt_init(&attempt, funcs, nr_funcs, report);
	if (!ret)
		ret = kmend_apply_prepare(&attempt);
	if (!ret)
		ret = kmend_apply_claim(&attempt);
	if (!ret)
		ret = kmend_attempt_run(&attempt, kmend_apply_verify);
	for (i = 0; i < attempt.nr_slots && !ret; i++)
		kmend_entry_push(attempt.slots[i].entry, attempt.slots[i].func);
	kmend_attempt_end(&attempt);
	return ret;
}

/* What comes back into force: the replacement below, or the original. */
static int kmend_revert_prepare_func(struct kmend_attempt *attempt, struct kmend_func *func)
{
	const struct kmend_func *next;
	struct kmend_slot *slot;

	if (WARN_ON_ONCE(!func->entry))
		return kmend_report_fail(attempt->report, -EINVAL, KMEND_CAUSE_INTERNAL,
					 "%s: is not applied", func->name);
	if (kmend_entry_newest(func->entry) != func)
		return kmend_report_fail(attempt->report, -EBUSY, KMEND_CAUSE_UNDER,
					 "%s: another applied patch replaces it, too", func->name);

	slot = kmend_slot_add(attempt, func, func->entry);
	next = kmend_entry_next(func);
	if (!next)
		memcpy(slot->redirect.bytes, func->entry->original, KMEND_JUMP_SIZE);
	else if (kmend_jump_encode(slot->redirect.bytes, next->old_addr, next->new_addr))
		return kmend_report_fail(attempt->report, -ERANGE, KMEND_CAUSE_INTERNAL,
					 "%s: the replacement below is too far away", func->name);
	return kmend_slot_map(attempt, slot);
}

static int kmend_revert_prepare(struct kmend_attempt *attempt, const struct module *module)
{
	unsigned int i;
	int ret = 0;

	kmend_attempt_quiet_module(attempt, module);
	kmend_stackcheck_seal(&attempt->check);
	for (i = 0; i < attempt->nr_funcs && !ret; i++)
		if (!(attempt->funcs[i].desc->flags & KMEND_FUNC_PART))
			ret = kmend_revert_prepare_func(attempt, &attempt->funcs[i]);
	return ret;
}

static int kmend_revert_verify(struct kmend_attempt *attempt)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < attempt->nr_slots && !ret; i++)
		ret = kmend_verify_jump(attempt->slots[i].func, attempt->report);
	return ret;
}

int kmend_attempt_revert(struct kmend_func *funcs, unsigned int nr_funcs,
			 struct module *module, struct kmend_report *report)
{
	struct kmend_attempt attempt;
	unsigned int i;
	int ret;

	ret = kmend_attempt_init(&attempt, funcs, nr_funcs, report);
	if (!ret)
		ret = kmend_revert_prepare(&attempt, module);
	if (!ret)
		ret = kmend_attempt_run(&attempt, kmend_revert_verify);
	for (i = 0; i < attempt.nr_slots && !ret; i++)
		kmend_entry_pop(attempt.slots[i].func);
	kmend_attempt_end(&attempt);
	if (!ret)
		synchronize_rcu_tasks();
	return ret;
}
