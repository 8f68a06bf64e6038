// SPDX-License-Identifier: GPL-2.0
/* Per function of the running kernel, the replacements that lie on it. */
#include "stack.h"

#include <linux/hashtable.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "direct.h"
#include "kmend.h"
#include "patch.h"
#include "target.h"
#include "thunk.h"

/**
 * DOC: Who may look
 *
 * The manager's worker changes what lies on an entry, and it runs one attempt at a
 * time; so it reads that without a lock. So does who brings in or forgets a module, for the entries in that
 * module, which the worker does not work on then. Everybody else, which is whoever asks
 * kmend_stack_above(), reads under entries_mutex, which the worker takes for
 * each change. An attempt never holds it while it waits for anything, so to ask
 * is quick even while one runs.
 *
 * DOC: Entries in modules
 *
 * When a module goes, ftrace forgets its sites, and something else may come to lie at the
 * addresses: so the entries have to go first (kmend_stack_forget()), whether or not replacements lie
 * on them. An entry that an attempt works on is never concerned: the module is pinned
 * (target.c). The other way round, when a module comes, entries are made while an attempt may be on its
 * way: each works on its own, which entry->slot tells, and the sweep leaves those alone.
 *
 * DOC: Giving back to ftrace
 *
 * To have ftrace not call a thunk any more takes a grace period of RCU tasks, so nobody waits for it who has something to
 * do. An entry that ftrace calls us from and nothing lies on stays in the table, claimed and with its thunk at rest: an
 * attempt that wants it finds it as it is. A work looks for such entries some time after the last one
 * came about. It takes one out of the table, under kmend_targets_mutex, so that no attempt has it, puts it on a list and
 * works on it with no lock held; then the next. An attempt that wants the function meanwhile makes a
 * new entry, and waits until the old one is gone (kmend_stack_settle()), with no lock held either, so that modules can
 * come and go.
 *
 * A module must not go while its sites are in ftrace's table of direct calls, which does not know of modules. So who is told
 * that it goes releases those that are in the table of entries, and waits until those that the work has
 * are released. Neither is done with kmend_targets_mutex held, which the work needs.
 *
 * kmend.ko goes when all are released. One that cannot be keeps it: its thunk is called.
 */

/*
 * DOC: Locks
 *
 * kmend_targets_mutex -> sweep_mutex -> ftrace_lock
 *                                    -> the thunks' (thunk.c) -> text_mutex -> entries_mutex
 *
 * The last step is from who verifies code: it looks for an entry with text_mutex held. So nothing at all is
 * taken under entries_mutex: an entry's thunk is put before or after. kmend_patches_mutex is held by some who take entries_mutex,
 * and never taken here. kmend_leaving_lock is a leaf, too. To have ftrace not call a thunk any more takes
 * ftrace's own locks and waits: nothing is held.
 */

/* sweep_mutex: whoever holds it may release or forget the entries that nothing lies on
 * and no attempt works on.
 */
static DEFINE_MUTEX(sweep_mutex);

/* entries_mutex: guards kmend_entries, every entry->funcs and entry->bypass, func->entry and
 * func->entry_node. Exempt: the worker and who brings in a module, when they read the last three.
 * Innermost.
 */
static DEFINE_MUTEX(entries_mutex);
static DEFINE_HASHTABLE(kmend_entries, 10);

/* Those that the work took out of the table, and whoever waits for one to be gone. The lock guards the
 * list and kmend_entries_stuck, and is a leaf.
 */
static DEFINE_SPINLOCK(kmend_leaving_lock);
static LIST_HEAD(kmend_entries_leaving);
static DECLARE_WAIT_QUEUE_HEAD(kmend_entries_wait);

/* Set once: ftrace goes on to call a thunk. */
static bool kmend_entries_stuck;

/* So long an entry can be had again as it is. */
enum { KMEND_RELEASE_MS = 2000 };

static void kmend_release_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(kmend_releaser, kmend_release_work);

static struct kmend_entry *kmend_entry_lookup(unsigned long addr)
{
	struct kmend_entry *entry;

	lockdep_assert_held(&entries_mutex);

	hash_for_each_possible(kmend_entries, entry, node, addr)
		if (entry->claim.addr == addr)
			return entry;
	return NULL;
}

struct kmend_entry *kmend_entry_find(unsigned long addr)
{
	struct kmend_entry *entry;

	mutex_lock(&entries_mutex);
	entry = kmend_entry_lookup(addr);
	mutex_unlock(&entries_mutex);
	return entry;
}

struct kmend_entry *kmend_entry_create(unsigned long addr, u32 size)
{
	struct kmend_entry *entry = kzalloc(sizeof(*entry), GFP_KERNEL);

	if (!entry)
		return NULL;
	entry->claim.addr = addr;
	entry->claim.size = size;
	INIT_LIST_HEAD(&entry->claim.node);
	INIT_LIST_HEAD(&entry->leaving);
	INIT_LIST_HEAD(&entry->funcs);

	mutex_lock(&entries_mutex);
	hash_add(kmend_entries, &entry->node, addr);
	mutex_unlock(&entries_mutex);
	return entry;
}

static void kmend_entry_unlist(struct kmend_entry *entry)
{
	mutex_lock(&entries_mutex);
	hash_del(&entry->node);
	mutex_unlock(&entries_mutex);
}

/* One that ftrace never called, and that is in no table or list any more. */
static void kmend_entry_free(struct kmend_entry *entry)
{
	if (entry->claim.thunk)
		kmend_thunk_put(entry->claim.thunk, entry->claim.addr);
	kfree(entry);
}

static void kmend_entry_destroy(struct kmend_entry *entry)
{
	kmend_entry_unlist(entry);
	kmend_entry_free(entry);
}

/* Nothing lies on it, and no attempt works on it. */
static bool kmend_entry_is_idle(const struct kmend_entry *entry)
{
	return list_empty(&entry->funcs) && !entry->slot;
}

struct kmend_func *kmend_entry_newest(struct kmend_entry *entry)
{
	return list_first_entry_or_null(&entry->funcs, struct kmend_func, entry_node);
}

struct kmend_func *kmend_entry_next(struct kmend_func *func)
{
	if (list_is_last(&func->entry_node, &func->entry->funcs))
		return NULL;
	return list_next_entry(func, entry_node);
}

void kmend_entry_push(struct kmend_entry *entry, struct kmend_func *func)
{
	mutex_lock(&entries_mutex);
	if (list_empty(&entry->funcs))
		entry->bypass = 0;
	list_add(&func->entry_node, &entry->funcs);
	func->entry = entry;
	mutex_unlock(&entries_mutex);
}

void kmend_entry_pop(struct kmend_func *func)
{
	mutex_lock(&entries_mutex);
	list_del(&func->entry_node);
	func->entry = NULL;
	mutex_unlock(&entries_mutex);
}

static bool kmend_func_goes(const struct kmend_func *func, const struct kmend_group *group)
{
	return func->patch->vertex.group == group && func->patch->vertex.role == KMEND_ROLE_OUT;
}

/* The newest above @func that stays; for one that is not in force, above its place. */
static struct kmend_func *kmend_func_above(const struct kmend_func *func,
					   const struct kmend_group *group)
{
	const struct kmend_entry *entry = func->entry ?: kmend_entry_lookup(func->old_addr);
	struct kmend_func *above;

	if (!entry)
		return NULL;
	list_for_each_entry(above, &entry->funcs, entry_node) {
		if (above == func)
			return NULL;
		/* One that an attempt just put there has no order of its own yet. */
		if (!func->entry && kmend_state_is_in_force(above->patch->vertex.state) &&
		    above->patch->order < func->patch->order)
			return NULL;
		if (!kmend_func_goes(above, group))
			return above;
	}
	return NULL;
}

struct kmend_func *kmend_stack_above(const struct kmend_patch *patch,
				     const struct kmend_group *group)
{
	struct kmend_func *above = NULL;
	u32 i;

	lockdep_assert_held(&kmend_patches_mutex);

	mutex_lock(&entries_mutex);
	for (i = 0; i < patch->nr_funcs && !above; i++)
		if (!(patch->funcs[i].desc->flags & KMEND_FUNC_PART))
			above = kmend_func_above(&patch->funcs[i], group);
	mutex_unlock(&entries_mutex);
	return above;
}

static u32 kmend_func_way(const struct kmend_func *func)
{
	lockdep_assert_held(&entries_mutex);

	if (!func->entry)
		return 0;
	return func->entry->claim.thunk ? KMEND_WAY_FTRACE : KMEND_WAY_JUMP;
}

u32 kmend_stack_way(const struct kmend_func *func, u32 *bypass)
{
	u32 way;

	mutex_lock(&entries_mutex);
	way = kmend_func_way(func);
	*bypass = way ? func->entry->bypass : 0;
	mutex_unlock(&entries_mutex);
	return way;
}

void kmend_entry_set_bypass(struct kmend_entry *entry, u32 bypass)
{
	mutex_lock(&entries_mutex);
	entry->bypass = bypass;
	mutex_unlock(&entries_mutex);
}

bool kmend_stack_for_each_jump(void (*fn)(struct kmend_entry *entry))
{
	struct kmend_entry *entry;
	bool any = false;
	int bucket;

	lockdep_assert_held(&kmend_targets_mutex);

	hash_for_each(kmend_entries, bucket, entry, node) {
		if (list_empty(&entry->funcs) || entry->claim.state != KMEND_CLAIM_SITE)
			continue;
		fn(entry);
		any = true;
	}
	return any;
}

u32 kmend_stack_ways(const struct kmend_patch *patch)
{
	u32 ways = 0;
	u32 i;

	lockdep_assert_held(&kmend_patches_mutex);
	BUILD_BUG_ON((KMEND_WAY_JUMP | KMEND_WAY_FTRACE) != KMEND_WAY_MIXED);

	mutex_lock(&entries_mutex);
	for (i = 0; patch->funcs && i < patch->nr_funcs; i++)
		ways |= kmend_func_way(&patch->funcs[i]);
	mutex_unlock(&entries_mutex);
	return ways;
}

/* Return: how many are left that a tracer covers. */
static unsigned int kmend_entries_sweep(void)
{
	struct kmend_entry *entry;
	struct hlist_node *next;
	unsigned int nr_left = 0;
	LIST_HEAD(claims);
	int bucket;

	lockdep_assert_held(&sweep_mutex);

	hash_for_each(kmend_entries, bucket, entry, node)
		if (kmend_entry_is_idle(entry) && entry->claim.state != KMEND_CLAIM_NONE &&
		    entry->claim.state != KMEND_CLAIM_DIRECT)
			list_add_tail(&entry->claim.node, &claims);
	kmend_claim_release(&claims);

	hash_for_each_safe(kmend_entries, bucket, next, entry, node) {
		if (!kmend_entry_is_idle(entry) || entry->claim.state == KMEND_CLAIM_DIRECT)
			continue;
		list_del_init(&entry->claim.node);
		if (entry->claim.state == KMEND_CLAIM_NONE)
			kmend_entry_destroy(entry);
		else
			nr_left++;
	}
	return nr_left;
}

/* One that ftrace is to have back, or NULL. */
static struct kmend_entry *kmend_entries_find_direct(void)
{
	struct kmend_entry *entry;
	int bucket;

	lockdep_assert_held(&sweep_mutex);

	hash_for_each(kmend_entries, bucket, entry, node)
		if (kmend_entry_is_idle(entry) && entry->claim.state == KMEND_CLAIM_DIRECT)
			return entry;
	return NULL;
}

void kmend_stack_sweep(void)
{
	lockdep_assert_held(&kmend_targets_mutex);

	mutex_lock(&sweep_mutex);
	kmend_entries_sweep();
	/* Not later for those that wait already, however many attempts are made. */
	if (kmend_entries_find_direct())
		queue_delayed_work(system_unbound_wq, &kmend_releaser,
				   msecs_to_jiffies(KMEND_RELEASE_MS));
	mutex_unlock(&sweep_mutex);
}

void kmend_stack_hurry(void)
{
	mod_delayed_work(system_unbound_wq, &kmend_releaser, 0);
}

/* Takes one out of the table that ftrace is to have back. Return: it, or NULL. */
static struct kmend_entry *kmend_release_next(void)
{
	struct kmend_entry *entry;

	mutex_lock(&kmend_targets_mutex);
	mutex_lock(&sweep_mutex);
	entry = kmend_entries_find_direct();
	if (entry) {
		kmend_entry_unlist(entry);
		spin_lock(&kmend_leaving_lock);
		list_add(&entry->leaving, &kmend_entries_leaving);
		spin_unlock(&kmend_leaving_lock);
	}
	mutex_unlock(&sweep_mutex);
	mutex_unlock(&kmend_targets_mutex);
	return entry;
}

/* Nobody else has it any more. One whose thunk is called for ever is not freed, nor is the thunk. */
static void kmend_entry_release(struct kmend_entry *entry)
{
	bool released = kmend_direct_release(&entry->claim);

	spin_lock(&kmend_leaving_lock);
	list_del(&entry->leaving);
	kmend_entries_stuck |= !released;
	spin_unlock(&kmend_leaving_lock);
	if (released)
		kfree(entry);
	wake_up_all(&kmend_entries_wait);
}

static void kmend_release_all(void)
{
	struct kmend_entry *entry;

	while ((entry = kmend_release_next()))
		kmend_entry_release(entry);
}

static void kmend_release_work(struct work_struct *work)
{
	kmend_release_all();
}

void kmend_stack_forget(const struct module *module, struct list_head *gone)
{
	struct kmend_entry *entry, *later;
	struct kmend_func *func, *after;
	struct hlist_node *next;
	LIST_HEAD(unused);
	int bucket;

	lockdep_assert_held(&kmend_targets_mutex);

	mutex_lock(&sweep_mutex);
	mutex_lock(&entries_mutex);
	hash_for_each_safe(kmend_entries, bucket, next, entry, node) {
		if (!within_module_core(entry->claim.addr, module))
			continue;
		list_for_each_entry_safe(func, after, &entry->funcs, entry_node) {
			list_del(&func->entry_node);
			func->entry = NULL;
		}
		WARN_ON_ONCE(entry->slot);
		hash_del(&entry->node);
		list_add(&entry->leaving,
			 entry->claim.state == KMEND_CLAIM_DIRECT ? gone : &unused);
	}
	mutex_unlock(&entries_mutex);
	list_for_each_entry_safe(entry, later, &unused, leaving)
		kmend_entry_free(entry);
	mutex_unlock(&sweep_mutex);
}

/* Does the work have one of the module? */
static bool kmend_entries_leave(const struct module *module)
{
	struct kmend_entry *entry;
	bool found = false;

	spin_lock(&kmend_leaving_lock);
	list_for_each_entry(entry, &kmend_entries_leaving, leaving)
		found |= within_module_core(entry->claim.addr, module);
	spin_unlock(&kmend_leaving_lock);
	return found;
}

void kmend_stack_forgotten(const struct module *module, struct list_head *gone)
{
	struct kmend_entry *entry, *next;

	list_for_each_entry_safe(entry, next, gone, leaving) {
		/* First, so that no thunk is given back that leads to a replacement. */
		kmend_thunk_rest(entry->claim.thunk, entry->claim.addr);
		kmend_entry_release(entry);
	}
	wait_event(kmend_entries_wait, !kmend_entries_leave(module));
}

static bool kmend_entries_leave_at(unsigned long addr)
{
	struct kmend_entry *entry;
	bool found = false;

	spin_lock(&kmend_leaving_lock);
	list_for_each_entry(entry, &kmend_entries_leaving, leaving)
		found |= entry->claim.addr == addr;
	spin_unlock(&kmend_leaving_lock);
	return found;
}

void kmend_stack_settle(unsigned long addr)
{
	wait_event(kmend_entries_wait, !kmend_entries_leave_at(addr));
}

void kmend_stack_exit(void)
{
	struct kmend_entry *entry;
	struct hlist_node *next;
	unsigned int nr_left;
	int bucket;

	cancel_delayed_work_sync(&kmend_releaser);
	kmend_release_all();
	mutex_lock(&sweep_mutex);
	nr_left = kmend_entries_sweep();
	if (nr_left)
		pr_warn("%u functions stay closed to ftrace until the next boot: a tracer covers them\n",
			nr_left);
	hash_for_each_safe(kmend_entries, bucket, next, entry, node) {
		WARN_ON_ONCE(!list_empty(&entry->funcs));
		kmend_entry_destroy(entry);
	}
	mutex_unlock(&sweep_mutex);
}

void kmend_stack_end(void)
{
	if (!kmend_direct_exit() || kmend_entries_stuck)
		kmend_patch_hold("a thunk that ftrace calls");
}
