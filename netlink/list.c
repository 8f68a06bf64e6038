// SPDX-License-Identifier: LGPL-2.1-or-later
/* Dumps, asked for again while what they tell changes under them. */
#include "list.h"

#include <errno.h>
#include <stdlib.h>

#include <netlink/msg.h>

#include "attrs.h"
#include "handle.h"
#include "request.h"
#include "talk.h"

/* A dump that keeps changing is asked for this often. */
#define LIST_TRIES 16

/**
 * struct list - what came so far
 * @sort: of what
 * @items: @nr pointers
 * @nr: see @items
 */
struct list {
	const struct kmend_nl_sort *sort;
	void **items;
	size_t nr;
};

static int append(const struct nlmsghdr *nlh, void *arg)
{
	struct list *list = arg;
	int rc;

	rc = kmend_nl_grow(&list->items, list->nr + 1);
	if (rc)
		return rc;
	rc = list->sort->decode(nlh, &list->items[list->nr]);
	if (!rc)
		list->nr++;
	return rc;
}

void kmend_nl_list_free(const struct kmend_nl_sort *sort, void **list, size_t nr)
{
	size_t i;

	for (i = 0; list && i < nr; i++)
		sort->release(list[i]);
	free(list);
}

static int ask(struct libkmend *kmend, struct list *list)
{
	struct nl_msg *request;
	int rc;

	rc = kmend_nl_request_plain(kmend->family, list->sort->cmd, NLM_F_DUMP, 0, NULL,
				    &request);
	if (rc)
		return kmend_nl_fail(kmend, rc, NULL);
	rc = kmend_nl_talk(kmend, request, append, list);
	nlmsg_free(request);
	return rc;
}

int kmend_nl_list(struct libkmend *kmend, const struct kmend_nl_sort *sort, void ***out,
		  size_t *nr)
{
	struct list list;
	int tries = 0;
	int rc;

	*out = NULL;
	*nr = 0;
	do {
		list = (struct list){ .sort = sort };
		kmend->error[0] = '\0';
		rc = ask(kmend, &list);
		if (!rc) {
			*out = list.items;
			*nr = list.nr;
			return 0;
		}
		kmend_nl_list_free(sort, list.items, list.nr);
	} while (rc == -EAGAIN && ++tries < LIST_TRIES);
	return rc;
}
