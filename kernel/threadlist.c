// SPDX-License-Identifier: GPL-2.0
/*
 * A copy of the kernel's lists of threads, so that it can be worked off with the CPU free for
 * others in between.
 *
 * The lists are walked under RCU, without memory being allocated: if there are more than there is
 * room for, it is made anew with more room. Each thread is held (get_task_struct()), so it can be
 * looked at whatever becomes of it.
 */
#include "threadlist.h"

#include <linux/errno.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

void kmend_thread_list_free(struct kmend_thread_list *list)
{
	while (list->nr)
		put_task_struct(list->who[--list->nr]);
	kvfree(list->who);
}

/* Return: how many there are; as many as there is room for are on the list. */
static u32 kmend_thread_list_fill(struct kmend_thread_list *list)
{
	struct task_struct *process, *task;
	u32 nr = 0;

	rcu_read_lock();
	for_each_process_thread(process, task)
		if (nr++ < list->room)
			list->who[list->nr++] = get_task_struct(task);
	rcu_read_unlock();
	return nr;
}

int kmend_thread_list_make(struct kmend_thread_list *list)
{
	u32 nr;

	*list = (struct kmend_thread_list){};
	while ((nr = kmend_thread_list_fill(list)) > list->room) {
		kmend_thread_list_free(list);
		/* Some more may come meanwhile. */
		*list = (struct kmend_thread_list){ .room = nr + nr / 8 + 64 };
		list->who = kvmalloc_array(list->room, sizeof(*list->who), GFP_KERNEL);
		if (!list->who)
			return -ENOMEM;
	}
	return 0;
}
