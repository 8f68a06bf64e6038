/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FAKE_LIST_H
#define FAKE_LIST_H

#include "../kernel.h"

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

#define LIST_HEAD(name) struct list_head name = { &(name), &(name) }
#define INIT_LIST_HEAD(list) ((list)->next = (list)->prev = (list))
#define list_empty(list) ((list)->next == (list))
#define list_is_last(node, list) ((node)->next == (list))
#define list_entry(node, type, member) container_of(node, type, member)
#define list_first_entry(list, type, member) list_entry((list)->next, type, member)
#define list_first_entry_or_null(list, type, member) \
	(list_empty(list) ? NULL : list_first_entry(list, type, member))
#define list_next_entry(at, member) list_entry((at)->member.next, __typeof__(*(at)), member)
#define list_for_each_entry(at, list, member)					\
	for ((at) = list_first_entry(list, __typeof__(*(at)), member);		\
	     &(at)->member != (list); (at) = list_next_entry(at, member))
#define list_for_each_entry_safe(at, after, list, member)			\
	for ((at) = list_first_entry(list, __typeof__(*(at)), member),		\
	     (after) = list_next_entry(at, member);				\
	     &(at)->member != (list); (at) = (after), (after) = list_next_entry(after, member))

static inline void list_add_tail(struct list_head *node, struct list_head *list)
{
	node->prev = list->prev;
	node->next = list;
	list->prev->next = node;
	list->prev = node;
}

static inline void list_del(struct list_head *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
	node->next = node->prev = NULL;
}

static inline void list_del_init(struct list_head *node)
{
	list_del(node);
	INIT_LIST_HEAD(node);
}

/* All of @from comes first in @to. */
static inline void list_splice_init(struct list_head *from, struct list_head *to)
{
	if (list_empty(from))
		return;
	from->next->prev = to;
	from->prev->next = to->next;
	to->next->prev = from->prev;
	to->next = from->next;
	INIT_LIST_HEAD(from);
}

/* All of @from comes last in @to. */
static inline void list_splice_tail_init(struct list_head *from, struct list_head *to)
{
	list_splice_init(from, to->prev);
}

#endif
