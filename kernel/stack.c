// SPDX-License-Identifier: GPL-2.0
/* Per function of the running kernel, the replacements that lie on it. */
#include "stack.h"

#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "kmend.h"

/**
 * DOC: Who may look
 *
 * Only the manager's worker changes anything here, and it runs one attempt at a
 * time; so it reads without a lock. Everybody else, which is whoever asks
 * kmend_stack_above(), reads under entries_mutex, which the worker takes for
 * each change. An attempt never holds it while it waits for anything, so to ask
 * is quick even while one runs.
 */

/* entries_mutex: guards kmend_entries, every entry->funcs, func->entry and
 * func->entry_node. Exempt: the worker, when it reads. Innermost.
 */
static DEFINE_MUTEX(entries_mutex);
static LIST_HEAD(kmend_entries);

struct kmend_entry *kmend_entry_find(unsigned long addr)
{
	struct kmend_entry *entry;

	list_for_each_entry(entry, &kmend_entries, node)
		if (entry->claim.addr == addr)
			return entry;
	return NULL;
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
	list_add_tail(&entry->node, &kmend_entries);
	mutex_unlock(&entries_mutex);
	return entry;
}

static void kmend_entry_destroy(struct kmend_entry *entry)
{
	mutex_lock(&entries_mutex);
	list_del(&entry->node);
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

struct kmend_func *kmend_stack_above(const struct kmend_func *funcs, unsigned int nr_funcs)
{
	struct kmend_func *above = NULL;
	unsigned int i;

	mutex_lock(&entries_mutex);
	for (i = 0; i < nr_funcs && !above; i++) {
		if (funcs[i].entry)
			above = kmend_entry_newest(funcs[i].entry);
		if (above == &funcs[i])
			above = NULL;
	}
	mutex_unlock(&entries_mutex);
	return above;
}

unsigned int kmend_stack_sweep(void)
{
	struct kmend_entry *entry, *next;
	unsigned int nr_left = 0;
	LIST_HEAD(claims);

	list_for_each_entry(entry, &kmend_entries, node)
		if (list_empty(&entry->funcs) && entry->claim.state != KMEND_CLAIM_NONE)
			list_add_tail(&entry->claim.node, &claims);
	kmend_claim_release(&claims);

	list_for_each_entry_safe(entry, next, &kmend_entries, node) {
		list_del_init(&entry->claim.node);
		if (!list_empty(&entry->funcs))
			continue;
		if (entry->claim.state == KMEND_CLAIM_NONE)
			kmend_entry_destroy(entry);
		else
			nr_left++;
	}
	return nr_left;
}

void kmend_stack_exit(void)
{
	unsigned int nr_left = kmend_stack_sweep();
	struct kmend_entry *entry, *next;

	if (nr_left)
		pr_warn("%u functions stay closed to ftrace until the next boot: a tracer covers them\n",
			nr_left);
	list_for_each_entry_safe(entry, next, &kmend_entries, node) {
		WARN_ON_ONCE(!list_empty(&entry->funcs));
		kmend_entry_destroy(entry);
	}
}
