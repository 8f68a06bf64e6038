/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Everything of one sort, as a list of pointers. */
#ifndef KMEND_NL_LIST_H
#define KMEND_NL_LIST_H

#include "libkmend.h"

struct nlmsghdr;

/**
 * struct kmend_nl_sort - what a list is of
 * @cmd: the command whose dump tells them
 * @decode: reads one message of it; NULL is stored on failure
 * @release: frees what @decode made
 */
struct kmend_nl_sort {
	uint8_t cmd;
	int (*decode)(const struct nlmsghdr *nlh, void **out);
	void (*release)(void *item);
};

/**
 * kmend_nl_list() - ask for all of a sort, until none came or went meanwhile
 * @kmend: the handle; its error text is set
 * @sort: of what
 * @out: @nr pointers; free them with kmend_nl_list_free(); NULL on failure
 * @nr: how many
 *
 * Return: 0. -EAGAIN: they came and went too often in a row. -EBADMSG. Another -errno.
 */
int kmend_nl_list(struct libkmend *kmend, const struct kmend_nl_sort *sort, void ***out,
		  size_t *nr);

/**
 * kmend_nl_list_free() - free a list
 * @sort: of what
 * @list: may be NULL
 * @nr: how many
 */
void kmend_nl_list_free(const struct kmend_nl_sort *sort, void **list, size_t nr);

#endif
