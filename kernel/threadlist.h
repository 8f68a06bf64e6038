/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_THREADLIST_H
#define _KMEND_THREADLIST_H

#include <linux/types.h>

struct task_struct;

/**
 * struct kmend_thread_list - threads that are held
 * @who: the first @nr
 * @nr: how many
 * @room: for how many
 */
struct kmend_thread_list {
	struct task_struct **who;
	u32 nr;
	u32 room;
};

/**
 * kmend_thread_list_make() - all threads that there are at a moment
 * @list: what kmend_thread_list_free() ends
 *
 * Those that come meanwhile may be on it or not. Idle tasks are not.
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM; then there is nothing to free.
 */
int kmend_thread_list_make(struct kmend_thread_list *list);
void kmend_thread_list_free(struct kmend_thread_list *list);

#endif
