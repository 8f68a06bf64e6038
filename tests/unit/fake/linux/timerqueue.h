/* SPDX-License-Identifier: GPL-2.0 */
/* A sorted list does for a tree; of equal times, the first that came stays first. */
#ifndef FAKE_TIMERQUEUE_H
#define FAKE_TIMERQUEUE_H

#include "list.h"

struct timerqueue_node {
	struct list_head node;
	ktime_t expires;
};

struct timerqueue_head {
	struct list_head list;
};

#define RB_EMPTY_NODE(rb) list_empty(rb)

static inline void timerqueue_init_head(struct timerqueue_head *head)
{
	INIT_LIST_HEAD(&head->list);
}

static inline void timerqueue_init(struct timerqueue_node *node)
{
	INIT_LIST_HEAD(&node->node);
}

static inline struct timerqueue_node *timerqueue_getnext(struct timerqueue_head *head)
{
	return list_first_entry_or_null(&head->list, struct timerqueue_node, node);
}

static inline void timerqueue_add(struct timerqueue_head *head, struct timerqueue_node *node)
{
	struct timerqueue_node *at;

	if (!list_empty(&node->node))
		fail_msg("a timer is queued twice");
	list_for_each_entry(at, &head->list, node)
		if (at->expires > node->expires)
			break;
	/* Before @at, which is the head itself if none is later. */
	list_add_tail(&node->node, &at->node);
}

static inline void timerqueue_del(struct timerqueue_head *head, struct timerqueue_node *node)
{
	if (list_empty(&node->node))
		fail_msg("a timer is taken out that is not queued");
	list_del_init(&node->node);
}

#endif
