// SPDX-License-Identifier: LGPL-2.1-or-later
/* The calls of the library: one request each. */
#include <errno.h>
#include <stdlib.h>

#include <netlink/msg.h>

#include "decode.h"
#include "handle.h"
#include "request.h"
#include "talk.h"

/* A dump that patches keep changing under is asked for this often. */
#define LIST_TRIES 16

static int call(struct libkmend *kmend, uint8_t cmd, const char *id,
		const struct libkmend_options *options, kmend_nl_reply_fn fn, void *arg)
{
	struct nl_msg *request;
	int rc;

	kmend->error[0] = '\0';
	rc = kmend_nl_request(kmend->family, cmd, id, options, &request);
	if (rc)
		return kmend_nl_fail(kmend, rc, NULL);
	rc = kmend_nl_talk(kmend, request, fn, arg);
	nlmsg_free(request);
	return rc;
}

/* Without an id, the message would be a dump. */
static int call_patch(struct libkmend *kmend, uint8_t cmd, const char *id,
		      const struct libkmend_options *options)
{
	if (!id)
		return kmend_nl_fail(kmend, -EINVAL, "no id given");
	return call(kmend, cmd, id, options, NULL, NULL);
}

int libkmend_submit(struct libkmend *kmend, const char *id, const struct libkmend_options *options)
{
	return call_patch(kmend, KMEND_CMD_SUBMIT, id, options);
}

int libkmend_revert(struct libkmend *kmend, const char *id, const struct libkmend_options *options)
{
	return call_patch(kmend, KMEND_CMD_REVERT, id, options);
}

int libkmend_cancel(struct libkmend *kmend, const char *id)
{
	return call_patch(kmend, KMEND_CMD_CANCEL, id, NULL);
}

int libkmend_kick(struct libkmend *kmend, const char *id)
{
	return call_patch(kmend, KMEND_CMD_KICK, id, NULL);
}

static int take_patch(const struct nlmsghdr *nlh, void *arg)
{
	struct libkmend_patch **out = arg;

	return *out ? -EBADMSG : kmend_nl_decode_patch(nlh, out);
}

int libkmend_get(struct libkmend *kmend, const char *id, struct libkmend_patch **out)
{
	int rc;

	*out = NULL;
	if (!id)
		return kmend_nl_fail(kmend, -EINVAL, "no id given");
	rc = call(kmend, KMEND_CMD_PATCH_GET, id, NULL, take_patch, out);
	if (!rc && !*out)
		rc = kmend_nl_fail(kmend, -EBADMSG, "the answer of kmend.ko is empty");
	if (rc) {
		libkmend_patch_free(*out);
		*out = NULL;
	}
	return rc;
}

struct list {
	struct libkmend_patch **patches;
	size_t nr;
};

static int append_patch(const struct nlmsghdr *nlh, void *arg)
{
	struct list *list = arg;
	struct libkmend_patch **more;
	int rc;

	more = reallocarray(list->patches, list->nr + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	list->patches = more;
	rc = kmend_nl_decode_patch(nlh, &more[list->nr]);
	if (!rc)
		list->nr++;
	return rc;
}

void libkmend_list_free(struct libkmend_patch **list, size_t nr)
{
	size_t i;

	if (!list)
		return;
	for (i = 0; i < nr; i++)
		libkmend_patch_free(list[i]);
	free(list);
}

int libkmend_list(struct libkmend *kmend, struct libkmend_patch ***out, size_t *nr)
{
	struct list list = { NULL, 0 };
	int tries;
	int rc;

	*out = NULL;
	*nr = 0;
	for (tries = 0; tries < LIST_TRIES; tries++) {
		rc = call(kmend, KMEND_CMD_PATCH_GET, NULL, NULL, append_patch, &list);
		if (!rc) {
			*out = list.patches;
			*nr = list.nr;
			return 0;
		}
		libkmend_list_free(list.patches, list.nr);
		list.patches = NULL;
		list.nr = 0;
		if (rc != -EAGAIN)
			break;
	}
	return rc;
}
