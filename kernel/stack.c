// SPDX-License-Identifier: GPL-2.0
/* Per function of the running kernel, the replacements that lie on it. */
#include "stack.h"

#include <linux/hashtable.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "kmend.h"
#include "patch.h"

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
 */

/* sweep_mutex: whoever holds it may release or forget the entries that nothing lies on
 * and no attempt works on. Taken before entries_mutex and ftrace_lock.
 */
static DEFINE_MUTEX(sweep_mutex);

/* entries_mutex: guards kmend_entries, every entry->funcs, func->entry and
 * func->entry_node. Exempt: the worker and who brings in a module, when they read the last three.
 * Innermost.
 */
static DEFINE_MUTEX(entries_mutex);
static DEFINE_HASHTABLE(kmend_entries, 10);

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
	INIT_LIST_HEAD(&entry->funcs);

	mutex_lock(&entries_mutex);
	hash_add(kmend_entries, &entry->node, addr);
	mutex_unlock(&entries_mutex);
	return entry;
}

static void kmend_entry_destroy(struct kmend_entry *entry)
{
	mutex_lock(&entries_mutex);
	hash_del(&entry->node);
	mutex_unlock(&entries_mutex);
	kfree(entry);
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

/* Return: how many are left. */
static unsigned int kmend_entries_sweep(void)
{
	struct kmend_entry *entry;
	struct hlist_node *next;
	unsigned int nr_left = 0;
	LIST_HEAD(claims);
	int bucket;

	lockdep_assert_held(&sweep_mutex);

	hash_for_each(kmend_entries, bucket, entry, node)
		if (list_empty(&entry->funcs) && !entry->slot &&
		    entry->claim.state != KMEND_CLAIM_NONE)
			list_add_tail(&entry->claim.node, &claims);
	kmend_claim_release(&claims);

	hash_for_each_safe(kmend_entries, bucket, next, entry, node) {
		if (!list_empty(&entry->funcs) || entry->slot)
			continue;
		list_del_init(&entry->claim.node);
		if (entry->claim.state == KMEND_CLAIM_NONE)
			kmend_entry_destroy(entry);
		else
			nr_left++;
	}
	return nr_left;
}

void kmend_stack_sweep(void)
{
	mutex_lock(&sweep_mutex);
	kmend_entries_sweep();
	mutex_unlock(&sweep_mutex);
}

void kmend_stack_forget(const struct module *module)
{
	struct kmend_func *func, *after;
	struct kmend_entry *entry;
	struct hlist_node *next;
	int bucket;

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
		kfree(entry);
	}
	mutex_unlock(&entries_mutex);
	mutex_unlock(&sweep_mutex);
}

void kmend_stack_exit(void)
{
	struct kmend_entry *entry;
	struct hlist_node *next;
	unsigned int nr_left;
	int bucket;

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
