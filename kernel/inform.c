// SPDX-License-Identifier: GPL-2.0
/*
 * The netlink operations that tell about the manager itself: its policies and its
 * counters. They change nothing, and everybody may ask.
 */
#include "inform.h"
#include "event.h"
#include "genl.h"
#include "patch.h"
#include "policy.h"
#include "stats.h"

#include <linux/err.h>
#include <net/genetlink.h>

const struct nla_policy kmend_inform_name_policy[KMEND_A_POLICY_NAME + 1] = {
	[KMEND_A_POLICY_NAME]	= { .type = NLA_NUL_STRING, .len = KMEND_POLICY_MAX },
};

/* Without a policy, genl would pass over attributes in silence. */
const struct nla_policy kmend_inform_empty_policy[2] = {
	[1] = { .type = NLA_REJECT, .reject_message = "the command takes no attributes" },
};

/**
 * struct kmend_inform_cursor - how far a dump has come; lies in the callback's ctx
 * @index: policies that were told
 */
struct kmend_inform_cursor {
	u32 index;
};

static size_t kmend_inform_policy_size(void)
{
	return nla_total_size(KMEND_POLICY_MAX + 1) + nla_total_size(0) +
	       13 * nla_total_size(sizeof(u32));
}

static int kmend_inform_put_policy(struct sk_buff *skb, const struct kmend_policy_info *policy)
{
	const struct kmend_backoff *backoff = &policy->backoff;
	const struct kmend_policy_limits *limits = &policy->limits;

	if (nla_put_string(skb, KMEND_A_POLICY_NAME, policy->name) ||
	    (policy->is_default && nla_put_flag(skb, KMEND_A_POLICY_DEFAULT)) ||
	    nla_put_u32(skb, KMEND_A_POLICY_INITIAL_DELAY_MS, backoff->initial_delay_ms) ||
	    nla_put_u32(skb, KMEND_A_POLICY_MAX_DELAY_MS, backoff->max_delay_ms) ||
	    nla_put_u32(skb, KMEND_A_POLICY_MULTIPLIER_PERCENT, backoff->multiplier_percent) ||
	    nla_put_u32(skb, KMEND_A_POLICY_JITTER_PERCENT, backoff->jitter_percent) ||
	    nla_put_u32(skb, KMEND_A_POLICY_DEADLINE_MS, backoff->deadline_ms) ||
	    nla_put_u32(skb, KMEND_A_POLICY_MAX_ATTEMPTS, backoff->max_attempts) ||
	    nla_put_u32(skb, KMEND_A_POLICY_COALESCE_MS, limits->coalesce_ms) ||
	    nla_put_u32(skb, KMEND_A_POLICY_PAUSE_BUDGET_US, limits->pause_budget_us) ||
	    nla_put_u32(skb, KMEND_A_POLICY_ACTIVE_AFTER, limits->active_after) ||
	    nla_put_u32(skb, KMEND_A_POLICY_ALLOW_UNPATCHED, limits->allow_unpatched) ||
	    nla_put_u32(skb, KMEND_A_POLICY_EVICT_AFTER, limits->evict_after) ||
	    nla_put_u32(skb, KMEND_A_POLICY_WAKE_AFTER, limits->wake_after) ||
	    nla_put_u32(skb, KMEND_A_POLICY_REDIRECT, limits->redirect))
		return -EMSGSIZE;
	return 0;
}

/* The header of an answer that has room for @size bytes of attributes. */
static void *kmend_inform_begin(struct sk_buff **msg, struct genl_info *info, size_t size)
{
	*msg = genlmsg_new(size, GFP_KERNEL);
	return *msg ? genlmsg_put_reply(*msg, info, &kmend_genl_family, 0, info->genlhdr->cmd) :
		      NULL;
}

/* @err: of the filling. */
static int kmend_inform_reply(struct sk_buff *msg, void *header, struct genl_info *info, int err)
{
	if (WARN_ON_ONCE(err)) { /* the size was wrong */
		nlmsg_free(msg);
		return err;
	}
	genlmsg_end(msg, header);
	return genlmsg_reply(msg, info);
}

int kmend_inform_policy_get(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *name = info->attrs[KMEND_A_POLICY_NAME];
	struct kmend_policy_info policy;
	struct sk_buff *msg;
	void *header;

	if (GENL_REQ_ATTR_CHECK(info, KMEND_A_POLICY_NAME)) {
		GENL_SET_ERR_MSG(info, "the policy's name is missing");
		return -EINVAL;
	}
	if (kmend_policy_describe(nla_data(name), &policy)) {
		NL_SET_ERR_MSG_ATTR(info->extack, name, "no such policy");
		return -ENOENT;
	}
	header = kmend_inform_begin(&msg, info, kmend_inform_policy_size());
	if (!header)
		return -ENOMEM;
	return kmend_inform_reply(msg, header, info, kmend_inform_put_policy(msg, &policy));
}

int kmend_inform_policy_dump_start(struct netlink_callback *cb)
{
	struct nlattr *name = genl_dumpit_info(cb)->attrs[KMEND_A_POLICY_NAME];

	BUILD_BUG_ON(sizeof(struct kmend_inform_cursor) > sizeof(cb->ctx));
	if (name) {
		/* Linux 6.1 has no extack here yet: then the number has to do. */
		NL_SET_ERR_MSG_ATTR(cb->extack, name,
				    "a dump is of all policies and takes no name");
		return -EINVAL;
	}
	return 0;
}

/**
 * struct kmend_inform_dump - a message of a dump under way
 * @skb: the message
 * @cb: the dump
 */
struct kmend_inform_dump {
	struct sk_buff *skb;
	struct netlink_callback *cb;
};

static int kmend_inform_dump_policy(const struct kmend_policy_info *policy, void *arg)
{
	struct kmend_inform_dump *dump = arg;
	struct netlink_callback *cb = dump->cb;
	void *header;

	header = genlmsg_put(dump->skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			     &kmend_genl_family, NLM_F_MULTI, KMEND_CMD_POLICY_GET);
	if (!header)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, header);
	if (kmend_inform_put_policy(dump->skb, policy)) {
		genlmsg_cancel(dump->skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(dump->skb, header);
	return 0;
}

int kmend_inform_policy_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct kmend_inform_dump dump = { .skb = skb, .cb = cb };
	struct kmend_inform_cursor *cursor = (void *)cb->ctx;
	int err;

	/*
	 * When it changes between two messages, the reader is told to ask again. What
	 * changes while this one is filled shows in the next; there always is one, and
	 * be it the one that ends the dump.
	 */
	cb->seq = kmend_policy_generation();
	err = kmend_policy_walk(&cursor->index, kmend_inform_dump_policy, &dump);
	return skb->len ?: err;
}

static size_t kmend_inform_stats_size(void)
{
	return nla_total_size(sizeof(KMEND_VERSION)) + 6 * nla_total_size(sizeof(u32)) +
	       10 * nla_total_size_64bit(sizeof(u64));
}

static int kmend_inform_put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, KMEND_A_STATS_PAD);
}

static int kmend_inform_put_stats(struct sk_buff *skb, const struct kmend_stats *stats,
				  u64 last_seq)
{
	if (nla_put_string(skb, KMEND_A_STATS_VERSION, KMEND_VERSION) ||
	    nla_put_u32(skb, KMEND_A_STATS_FORMAT, KMEND_PATCH_VERSION) ||
	    nla_put_u32(skb, KMEND_A_STATS_LOADED, stats->loaded) ||
	    nla_put_u32(skb, KMEND_A_STATS_APPLIED, stats->applied) ||
	    nla_put_u32(skb, KMEND_A_STATS_WAITING, stats->waiting) ||
	    nla_put_u32(skb, KMEND_A_STATS_HISTORY, stats->history) ||
	    kmend_inform_put_u64(skb, KMEND_A_STATS_TRANSACTIONS, stats->transactions) ||
	    kmend_inform_put_u64(skb, KMEND_A_STATS_ATTEMPTS, stats->attempts) ||
	    kmend_inform_put_u64(skb, KMEND_A_STATS_STOPS, stats->stops) ||
	    kmend_inform_put_u64(skb, KMEND_A_STATS_PAUSE_TOTAL_NS, stats->pause_total_ns) ||
	    kmend_inform_put_u64(skb, KMEND_A_STATS_PAUSE_MAX_NS, stats->pause_max_ns) ||
	    kmend_inform_put_u64(skb, KMEND_A_STATS_LAST_SEQ, last_seq) ||
	    nla_put_u32(skb, KMEND_A_STATS_LOG_SIZE, kmend_event_log_size()) ||
	    kmend_inform_put_u64(skb, KMEND_A_STATS_SPARED, stats->spared) ||
	    kmend_inform_put_u64(skb, KMEND_A_STATS_DISAGREEMENTS, stats->disagreements) ||
	    kmend_inform_put_u64(skb, KMEND_A_STATS_EVICTED, stats->evicted) ||
	    kmend_inform_put_u64(skb, KMEND_A_STATS_WOKEN, stats->woken))
		return -EMSGSIZE;
	return 0;
}

int kmend_inform_stats_get(struct sk_buff *skb, struct genl_info *info)
{
	struct kmend_stats stats;
	struct sk_buff *msg;
	void *header;
	u64 last_seq;

	/* The number of the last event belongs to the same moment: posting needs the first lock. */
	mutex_lock(&kmend_patches_mutex);
	stats = kmend_stats;
	mutex_lock(&kmend_event_log_mutex);
	last_seq = kmend_event_last();
	mutex_unlock(&kmend_event_log_mutex);
	mutex_unlock(&kmend_patches_mutex);

	header = kmend_inform_begin(&msg, info, kmend_inform_stats_size());
	if (!header)
		return -ENOMEM;
	return kmend_inform_reply(msg, header, info, kmend_inform_put_stats(msg, &stats, last_seq));
}
