// SPDX-License-Identifier: GPL-2.0
/* Claims on functions' entries that share them with tracers: by ftrace's direct calls. */
#include "direct.h"

#include <linux/ftrace.h>
#include <linux/lockdep.h>
#include <linux/memory.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/uaccess.h>
#include <asm/text-patching.h>

#include "redirect.h"
#include "thunk.h"
#include "unexported.h"

/**
 * DOC: A direct call
 *
 * register_ftrace_direct() has ftrace call an address from a function's site. If nobody else uses the
 * site, the call is in the code itself; if tracers do, ftrace calls these and then goes to the
 * address. ftrace writes the site in its own safe way while the machine goes on, well before the stop; what is called is
 * a thunk at rest (thunk.c), so the function behaves as before.
 *
 * One site has one direct call and no user that changes where the function goes to (a BPF trampoline,
 * an upstream livepatch, a kprobe with a post handler): whoever comes second gets EBUSY, them or us.
 *
 * DOC: Where ftrace leaves it out
 *
 * While others use a site as well, ftrace goes through its list of users, and what is called from
 * within one of these, on the same CPU and in the same context, is not told to any user: our thunk is not
 * called, and the old function runs. So it does with upstream livepatches.
 *
 * DOC: Grace periods
 *
 * ftrace waits for one when its table of direct calls was empty or has to grow, and for each call that is
 * taken out, since somebody may be in what was called. The first would be each time that a first patch comes:
 * so from the first claim on until kmend.ko goes, there is a direct call from a function that nobody ever calls, the
 * anchor. Its price is that kernel.ftrace_enabled cannot be switched off meanwhile (EBUSY).
 *
 * ftrace's own wait for RCU tasks covers threads, those that were preempted in the thunk or on the way to it
 * included. It does not see what the idle tasks do; synchronize_rcu_tasks_rude() waits until each CPU has
 * scheduled, and what runs in an idle task is not preempted.
 *
 * DOC: Failure
 *
 * A claim that fails leaves nothing: ftrace takes its own steps back. To release can only fail if ftrace is dead (after a bug in
 * it, or in somebody who uses it) or out of memory for a table; it warns of the latter itself. The site may go on to call
 * the thunk, so that is kept and kmend.ko must stay, which stack.c sees to. The thunk is at rest, so
 * the function works.
 *
 * Locks: ftrace's direct_mutex -> ftrace_lock -> text_mutex. The caller may hold
 * kmend_targets_mutex when it claims, never when it releases.
 */

/* Guards kmend_anchor_thunk. Taken before all of ftrace's. */
static DEFINE_MUTEX(kmend_anchor_mutex);
static unsigned long kmend_anchor_thunk;

/* Nobody calls it. It has a site, and that is what it is for. */
static noinline __used void kmend_direct_anchor(void)
{
	barrier();
}

static unsigned long kmend_anchor_addr(void)
{
	return (unsigned long)kmend_direct_anchor;
}

static int kmend_anchor_cast(void)
{
	unsigned long thunk;
	int err = 0;

	mutex_lock(&kmend_anchor_mutex);
	if (kmend_anchor_thunk)
		goto out_unlock;
	thunk = kmend_thunk_get(kmend_anchor_addr(), true);
	err = thunk ? register_ftrace_direct(kmend_anchor_addr(), thunk) : -ENOMEM;
	if (!err)
		kmend_anchor_thunk = thunk;
	else if (thunk)
		kmend_thunk_put(thunk, kmend_anchor_addr());
out_unlock:
	mutex_unlock(&kmend_anchor_mutex);
	return err;
}

/* Is a call there, to whatever ftrace has chosen? */
static bool kmend_direct_is_called(const struct kmend_claim *claim)
{
	u8 opcode;

	lockdep_assert_held(&text_mutex);

	return !copy_from_kernel_nofault(&opcode, (void *)claim->addr, sizeof(opcode)) &&
	       opcode == CALL_INSN_OPCODE;
}

int kmend_direct_take(struct kmend_claim *claim)
{
	bool called;
	int err = kmend_anchor_cast();

	if (!err)
		err = register_ftrace_direct(claim->addr, claim->thunk);
	if (err)
		return err;
	claim->state = KMEND_CLAIM_DIRECT;

	mutex_lock(&text_mutex);
	called = kmend_direct_is_called(claim);
	mutex_unlock(&text_mutex);
	/* Should ftrace have been switched off in between: idle, and given back by the sweep. */
	return called ? 0 : -EBUSY;
}

bool kmend_direct_release(struct kmend_claim *claim)
{
	if (ftrace_is_dead() || unregister_ftrace_direct(claim->addr, claim->thunk))
		return false;
	synchronize_rcu_tasks_rude();
	kmend_thunk_put(claim->thunk, claim->addr);
	claim->thunk = 0;
	claim->state = KMEND_CLAIM_NONE;
	return true;
}

bool kmend_direct_is_ours(const struct kmend_claim *claim)
{
	unsigned long thunk;

	/*
	 * The table is freed by RCU tasks: not while we do not sleep. Other users' entries of it, which may be walked
	 * past, are freed at once when they go: the kernel's own lookups have that race, too.
	 */
	preempt_disable();
	thunk = ftrace_find_rec_direct(claim->addr);
	preempt_enable();
	return thunk == claim->thunk && kmend_direct_is_called(claim);
}

bool kmend_direct_exit(void)
{
	bool left;

	mutex_lock(&kmend_anchor_mutex);
	if (kmend_anchor_thunk && !ftrace_is_dead() &&
	    !unregister_ftrace_direct(kmend_anchor_addr(), kmend_anchor_thunk)) {
		kmend_thunk_put(kmend_anchor_thunk, kmend_anchor_addr());
		kmend_anchor_thunk = 0;
	}
	left = !kmend_anchor_thunk;
	mutex_unlock(&kmend_anchor_mutex);
	return left;
}
