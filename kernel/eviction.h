/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_EVICTION_H
#define _KMEND_EVICTION_H

#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/task_work.h>
#include <linux/types.h>

struct task_struct;

/**
 * struct kmend_eviction - a thread that was asked out of the code
 * @work: on the thread's list; not used for a kernel thread
 * @node: in kmend_evictions
 * @task: the thread, held
 * @owners: the changes that it is in the way of, a bit each
 * @out: on the list of works that are to run, or run
 * @refs: see DOC: Life, locks, failure
 * @arrived: the work runs, or has run
 * @released: it has nothing to wait for any more
 */
struct kmend_eviction {
	struct callback_head work;
	struct hlist_node node;
	struct task_struct *task;
	u32 owners;
	struct list_head out;
	refcount_t refs;
	bool arrived;
	bool released;
};

/**
 * kmend_eviction_find() - was a thread asked in this attempt?
 * @task: the thread
 *
 * Context: the manager's worker, as for all below.
 * Return: how that goes, or NULL.
 */
struct kmend_eviction *kmend_eviction_find(const struct task_struct *task);

/**
 * kmend_eviction_ask() - ask a thread of a user process out of the code
 * @task: the thread, held; it sleeps as TASK_INTERRUPTIBLE
 * @owners: for struct kmend_eviction
 *
 * Return: whether it was asked; if not, it exits, or memory is short.
 */
bool kmend_eviction_ask(struct task_struct *task, u32 owners);

/**
 * kmend_eviction_wake() - wake a kernel thread
 * @task: the thread, held; it sleeps as TASK_INTERRUPTIBLE or TASK_IDLE
 * @owners: for struct kmend_eviction
 *
 * Return: whether it was woken.
 */
bool kmend_eviction_wake(struct task_struct *task, u32 owners);

/**
 * kmend_evictions_missing() - of how many that were asked does nobody know yet where they are?
 *
 * Kernel threads do not tell, and do not count.
 */
u32 kmend_evictions_missing(void);

/**
 * kmend_evictions_for_each() - go through all that were asked or woken in this attempt
 * @fn: called for each
 * @data: for @fn
 */
void kmend_evictions_for_each(void (*fn)(const struct kmend_eviction *eviction, void *data),
			      void *data);

/**
 * kmend_evictions_release() - let go on who was parked; nobody was asked any more
 */
void kmend_evictions_release(void);

/**
 * kmend_evictions_exit() - wait until no thread runs this code any more
 *
 * Context: module exit, the worker is gone; may sleep for long, and says in the kernel log for whom.
 */
void kmend_evictions_exit(void);

#endif
