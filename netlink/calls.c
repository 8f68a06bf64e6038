// SPDX-License-Identifier: LGPL-2.1-or-later
/* The calls that are about patches: one request each. */
#include <errno.h>
#include <stdlib.h>

#include <netlink/msg.h>

#include "decode.h"
#include "handle.h"
#include "list.h"
#include "request.h"
#include "talk.h"

static int call(struct libkmend *kmend, uint8_t cmd, const char *const *ids, size_t nr,
		const struct libkmend_options *options, kmend_nl_reply_fn fn, void *arg)
{
	struct nl_msg *request;
	int rc;

	kmend->error[0] = '\0';
	rc = kmend_nl_request(kmend->family, cmd, ids, nr, options, &request);
	if (rc)
		return kmend_nl_fail(kmend, rc, NULL);
	rc = kmend_nl_talk(kmend, request, fn, arg);
	nlmsg_free(request);
	return rc;
}

/* Without an id, the message would be a dump. */
static int check_ids(struct libkmend *kmend, const char *const *ids, size_t nr)
{
	size_t i;

	if (!nr)
		return kmend_nl_fail(kmend, -EINVAL, "no id given");
	if (nr > KMEND_TRANSACTION_MAX)
		return kmend_nl_fail(kmend, -E2BIG,
				     "%zu patches given, a transaction takes at most %d", nr,
				     KMEND_TRANSACTION_MAX);
	for (i = 0; i < nr; i++) {
		if (!ids[i])
			return kmend_nl_fail(kmend, -EINVAL, "no id given");
	}
	return 0;
}

static int call_patch(struct libkmend *kmend, uint8_t cmd, const char *id)
{
	int rc = check_ids(kmend, &id, 1);

	return rc ? rc : call(kmend, cmd, &id, 1, NULL, NULL, NULL);
}

int libkmend_cancel(struct libkmend *kmend, const char *id)
{
	return call_patch(kmend, KMEND_CMD_CANCEL, id);
}

int libkmend_kick(struct libkmend *kmend, const char *id)
{
	return call_patch(kmend, KMEND_CMD_KICK, id);
}

/**
 * struct started - the answer to a request for a transaction
 * @cmd: the request's command
 * @answers: messages of the answer; a manager of 0.1 sends none
 * @transaction: its number
 */
struct started {
	uint8_t cmd;
	int answers;
	uint64_t transaction;
};

static int take_transaction(const struct nlmsghdr *nlh, void *arg)
{
	struct started *started = arg;

	if (started->answers++)
		return -EBADMSG;
	return kmend_nl_decode_transaction(nlh, started->cmd, &started->transaction);
}

static int start(struct libkmend *kmend, uint8_t cmd, const char *const *ids, size_t nr,
		 const struct libkmend_options *options, uint64_t *transaction)
{
	struct started started = { .cmd = cmd };
	int rc;

	if (transaction)
		*transaction = 0;
	rc = check_ids(kmend, ids, nr);
	if (!rc)
		rc = call(kmend, cmd, ids, nr, options, take_transaction, &started);
	if (!rc && transaction)
		*transaction = started.transaction;
	return rc;
}

int libkmend_submit_many(struct libkmend *kmend, const char *const *ids, size_t nr,
			 const struct libkmend_options *options, uint64_t *transaction)
{
	if (kmend_nl_cascade(options))
		return kmend_nl_fail(kmend, -EINVAL, "cascade is for reverts only");
	return start(kmend, KMEND_CMD_SUBMIT, ids, nr, options, transaction);
}

int libkmend_revert_many(struct libkmend *kmend, const char *const *ids, size_t nr,
			 const struct libkmend_options *options, uint64_t *transaction)
{
	return start(kmend, KMEND_CMD_REVERT, ids, nr, options, transaction);
}

int libkmend_check(struct libkmend *kmend, const char *const *ids, size_t nr,
		   uint64_t *transaction)
{
	return start(kmend, KMEND_CMD_CHECK, ids, nr, NULL, transaction);
}

int libkmend_submit(struct libkmend *kmend, const char *id, const struct libkmend_options *options)
{
	return libkmend_submit_many(kmend, &id, 1, options, NULL);
}

int libkmend_revert(struct libkmend *kmend, const char *id, const struct libkmend_options *options)
{
	return libkmend_revert_many(kmend, &id, 1, options, NULL);
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
	rc = check_ids(kmend, &id, 1);
	if (rc)
		return rc;
	rc = call(kmend, KMEND_CMD_PATCH_GET, &id, 1, NULL, take_patch, out);
	if (!rc && !*out)
		rc = kmend_nl_fail(kmend, -EBADMSG, "the answer of kmend.ko is empty");
	if (rc) {
		libkmend_patch_free(*out);
		*out = NULL;
	}
	return rc;
}

static int decode_patch(const struct nlmsghdr *nlh, void **out)
{
	return kmend_nl_decode_patch(nlh, (struct libkmend_patch **)out);
}

static void release_patch(void *item)
{
	libkmend_patch_free(item);
}

static const struct kmend_nl_sort patches = {
	KMEND_CMD_PATCH_GET, decode_patch, release_patch,
};

int libkmend_list(struct libkmend *kmend, struct libkmend_patch ***out, size_t *nr)
{
	return kmend_nl_list(kmend, &patches, (void ***)out, nr);
}

void libkmend_list_free(struct libkmend_patch **list, size_t nr)
{
	kmend_nl_list_free(&patches, (void **)list, nr);
}
