// SPDX-License-Identifier: LGPL-2.1-or-later
/* Requests to the manager, as messages. */
#include "request.h"

#include <errno.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

/* Room for what is not the ids. */
#define REST_SIZE 4096

bool kmend_nl_cascade(const struct libkmend_options *options)
{
	return options && options->size >= offsetof(struct libkmend_options, reserved) &&
	       options->cascade;
}

/*
 * The caller's structure may be an older one (the library grew) or a newer one;
 * what a newer one adds must be 0, or it would silently be ignored.
 */
static int check_options(const struct libkmend_options *options)
{
	size_t i;

	if (!options)
		return 0;
	if (options->size < offsetof(struct libkmend_options, deadline_ms) +
				    sizeof(options->deadline_ms))
		return -EINVAL;
	for (i = offsetof(struct libkmend_options, reserved); i < options->size; i++) {
		if (((const char *)options)[i])
			return -E2BIG;
	}
	return 0;
}

static int put_options(struct nl_msg *msg, const struct libkmend_options *options)
{
	if (!options)
		return 0;
	if (options->policy && nla_put_string(msg, KMEND_A_POLICY, options->policy) < 0)
		return -EMSGSIZE;
	if (options->deadline_ms &&
	    nla_put_u32(msg, KMEND_A_DEADLINE_MS, options->deadline_ms) < 0)
		return -EMSGSIZE;
	if (kmend_nl_cascade(options) && nla_put_flag(msg, KMEND_A_CASCADE) < 0)
		return -EMSGSIZE;
	return 0;
}

static int put_attrs(struct nl_msg *msg, const char *const *ids, size_t nr,
		     const struct libkmend_options *options)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (nla_put_string(msg, KMEND_A_ID, ids[i]) < 0)
			return -EMSGSIZE;
	}
	return put_options(msg, options);
}

/* libnl makes no message larger than it was allocated. */
static struct nl_msg *request_alloc(int family, uint8_t cmd, int flags, size_t nr_ids)
{
	struct nl_msg *msg = nlmsg_alloc_size(REST_SIZE + nr_ids * nla_total_size(KMEND_ID_MAX + 1));

	if (msg && genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, NLM_F_REQUEST | flags,
			       cmd, KMEND_GENL_VERSION))
		return msg;
	nlmsg_free(msg);
	return NULL;
}

int kmend_nl_request(int family, uint8_t cmd, const char *const *ids, size_t nr,
		     const struct libkmend_options *options, struct nl_msg **out)
{
	struct nl_msg *msg;
	int rc;

	*out = NULL;
	rc = check_options(options);
	if (rc)
		return rc;
	msg = request_alloc(family, cmd, nr ? NLM_F_ACK : NLM_F_DUMP, nr);
	if (!msg)
		return -ENOMEM;
	rc = put_attrs(msg, ids, nr, options);
	if (rc) {
		nlmsg_free(msg);
		return rc;
	}
	*out = msg;
	return 0;
}

int kmend_nl_request_plain(int family, uint8_t cmd, int flags, int attr, const char *text,
			   struct nl_msg **out)
{
	*out = request_alloc(family, cmd, flags, 0);
	if (!*out)
		return -ENOMEM;
	if (!attr || nla_put_string(*out, attr, text) >= 0)
		return 0;
	nlmsg_free(*out);
	*out = NULL;
	return -EMSGSIZE;
}

int kmend_nl_request_events(int family, uint64_t seq, struct nl_msg **out)
{
	*out = request_alloc(family, KMEND_CMD_EVENT_GET, NLM_F_DUMP, 0);
	if (!*out)
		return -ENOMEM;
	if (!seq || nla_put_u64(*out, KMEND_A_SEQ, seq) >= 0)
		return 0;
	nlmsg_free(*out);
	*out = NULL;
	return -ENOMEM;
}
