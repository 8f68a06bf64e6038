// SPDX-License-Identifier: LGPL-2.1-or-later
/* The calls that are about the manager itself: its policies and its counters. */
#include <errno.h>
#include <stdlib.h>

#include <linux/genetlink.h>
#include <netlink/msg.h>

#include "attrs.h"
#include "handle.h"
#include "list.h"
#include "request.h"
#include "talk.h"

/* Read a message of @cmd into @object; the attribute @required must be there. */
static int decode(const struct nlmsghdr *nlh, uint8_t cmd, int required,
		  const struct kmend_nl_field *fields, size_t nr, void *object, uint64_t *present)
{
	const struct genlmsghdr *genl = (const void *)((const char *)nlh + NLMSG_HDRLEN);
	int rc;

	if (nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN || genl->cmd != cmd)
		return -EBADMSG;
	rc = kmend_nl_attrs((const void *)((const char *)genl + GENL_HDRLEN),
			    nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, fields, nr, object,
			    present);
	return !rc && !(*present >> required & 1) ? -EBADMSG : rc;
}

/* Ask for the one thing that @fn stores in @out, a pointer. */
static int get(struct libkmend *kmend, uint8_t cmd, int attr, const char *text,
	       kmend_nl_reply_fn fn, void **out)
{
	struct nl_msg *request;
	int rc;

	kmend->error[0] = '\0';
	rc = kmend_nl_request_plain(kmend->family, cmd, NLM_F_ACK, attr, text, &request);
	if (rc)
		return kmend_nl_fail(kmend, rc, NULL);
	rc = kmend_nl_talk(kmend, request, fn, out);
	nlmsg_free(request);
	if (!rc && !*out)
		return kmend_nl_fail(kmend, -EBADMSG, "the answer of kmend.ko is empty");
	return rc;
}

#define POLICY(attr, kind, member)                                                                 \
	KMEND_NL_FIELD(KMEND_A_POLICY_##attr, kind, struct libkmend_policy, member)

static const struct kmend_nl_field policy_fields[] = {
	POLICY(NAME, STRING, name),
	POLICY(DEFAULT, FLAG, is_default),
	POLICY(INITIAL_DELAY_MS, U32, initial_delay_ms),
	POLICY(MAX_DELAY_MS, U32, max_delay_ms),
	POLICY(MULTIPLIER_PERCENT, U32, multiplier_percent),
	POLICY(JITTER_PERCENT, U32, jitter_percent),
	POLICY(DEADLINE_MS, U32, deadline_ms),
	POLICY(MAX_ATTEMPTS, U32, max_attempts),
	POLICY(COALESCE_MS, U32, coalesce_ms),
	POLICY(PAUSE_BUDGET_US, U32, pause_budget_us),
	POLICY(ACTIVE_AFTER, U32, active_after),
	POLICY(ALLOW_UNPATCHED, U32, allow_unpatched),
	POLICY(EVICT_AFTER, U32, evict_after),
	POLICY(WAKE_AFTER, U32, wake_after),
	POLICY(REDIRECT, U32, redirect),
};

void libkmend_policy_free(struct libkmend_policy *policy)
{
	if (policy)
		free(policy->name);
	free(policy);
}

static int decode_policy(const struct nlmsghdr *nlh, void **out)
{
	struct libkmend_policy *policy = calloc(1, sizeof(*policy));
	int rc;

	*out = NULL;
	if (!policy)
		return -ENOMEM;
	rc = decode(nlh, KMEND_CMD_POLICY_GET, KMEND_A_POLICY_NAME, policy_fields,
		    sizeof(policy_fields) / sizeof(policy_fields[0]), policy, &policy->present);
	if (rc)
		libkmend_policy_free(policy);
	else
		*out = policy;
	return rc;
}

static void release_policy(void *item)
{
	libkmend_policy_free(item);
}

static const struct kmend_nl_sort policies = {
	KMEND_CMD_POLICY_GET, decode_policy, release_policy,
};

int libkmend_policies(struct libkmend *kmend, struct libkmend_policy ***out, size_t *nr)
{
	return kmend_nl_list(kmend, &policies, (void ***)out, nr);
}

void libkmend_policies_free(struct libkmend_policy **list, size_t nr)
{
	kmend_nl_list_free(&policies, (void **)list, nr);
}

static int take_policy(const struct nlmsghdr *nlh, void *arg)
{
	void **out = arg;

	return *out ? -EBADMSG : decode_policy(nlh, out);
}

int libkmend_policy_get(struct libkmend *kmend, const char *name, struct libkmend_policy **out)
{
	int rc;

	*out = NULL;
	if (!name)
		return kmend_nl_fail(kmend, -EINVAL, "no name given");
	rc = get(kmend, KMEND_CMD_POLICY_GET, KMEND_A_POLICY_NAME, name, take_policy,
		 (void **)out);
	if (rc) {
		libkmend_policy_free(*out);
		*out = NULL;
	}
	return rc;
}

#define STATS(attr, kind, member)                                                                  \
	KMEND_NL_FIELD(KMEND_A_STATS_##attr, kind, struct libkmend_stats, member)

static const struct kmend_nl_field stats_fields[] = {
	STATS(VERSION, STRING, version),
	STATS(FORMAT, U32, format),
	STATS(LOADED, U32, loaded),
	STATS(APPLIED, U32, applied),
	STATS(WAITING, U32, waiting),
	STATS(HISTORY, U32, history),
	STATS(TRANSACTIONS, U64, transactions),
	STATS(ATTEMPTS, U64, attempts),
	STATS(STOPS, U64, stops),
	STATS(PAUSE_TOTAL_NS, U64, pause_total_ns),
	STATS(PAUSE_MAX_NS, U64, pause_max_ns),
	STATS(LAST_SEQ, U64, last_seq),
	STATS(LOG_SIZE, U32, log_size),
	STATS(SPARED, U64, spared),
	STATS(DISAGREEMENTS, U64, disagreements),
	STATS(EVICTED, U64, evicted),
	STATS(WOKEN, U64, woken),
};

void libkmend_stats_free(struct libkmend_stats *stats)
{
	if (stats)
		free(stats->version);
	free(stats);
}

static int take_stats(const struct nlmsghdr *nlh, void *arg)
{
	struct libkmend_stats *stats;
	void **out = arg;
	int rc;

	if (*out)
		return -EBADMSG;
	stats = calloc(1, sizeof(*stats));
	if (!stats)
		return -ENOMEM;
	rc = decode(nlh, KMEND_CMD_STATS_GET, KMEND_A_STATS_VERSION, stats_fields,
		    sizeof(stats_fields) / sizeof(stats_fields[0]), stats, &stats->present);
	if (rc)
		libkmend_stats_free(stats);
	else
		*out = stats;
	return rc;
}

int libkmend_stats(struct libkmend *kmend, struct libkmend_stats **out)
{
	int rc;

	*out = NULL;
	rc = get(kmend, KMEND_CMD_STATS_GET, 0, NULL, take_stats, (void **)out);
	if (rc) {
		libkmend_stats_free(*out);
		*out = NULL;
	}
	return rc;
}
