// SPDX-License-Identifier: GPL-2.0
/*
 * The netlink operations: parse, call the manager, answer. Documentation/netlink.md
 * describes them for those who call them.
 *
 * Requests run one at a time under the genl lock, which all families share, so
 * none of them waits for an attempt. Who may ask is decided in two steps:
 * GENL_ADMIN_PERM, by which the family says in its description which commands
 * are privileged, means CAP_NET_ADMIN; what counts here is CAP_SYS_MODULE. There
 * is no check for lockdown: the patch module passed the loader's when it came in.
 */
#include "genl.h"
#include "event.h"
#include "message.h"
#include "patch.h"
#include "policy.h"
#include "retry.h"

#include "../uapi/kmend.h"

#include <linux/capability.h>
#include <linux/err.h>
#include <linux/module.h>
#include <net/genetlink.h>

static struct netlink_range_validation kmend_genl_deadline = {
	.min = 1,
	.max = 7 * 86400 * 1000,
};

static const struct nla_policy kmend_genl_request_policy[KMEND_A_DEADLINE_MS + 1] = {
	[KMEND_A_ID]		= { .type = NLA_NUL_STRING, .len = KMEND_ID_MAX },
	[KMEND_A_POLICY]	= { .type = NLA_NUL_STRING, .len = KMEND_POLICY_MAX },
	[KMEND_A_DEADLINE_MS]	= NLA_POLICY_FULL_RANGE(NLA_U32, &kmend_genl_deadline),
};

static const struct nla_policy kmend_genl_id_policy[KMEND_A_ID + 1] = {
	[KMEND_A_ID]		= { .type = NLA_NUL_STRING, .len = KMEND_ID_MAX },
};

static const struct nla_policy kmend_genl_seq_policy[KMEND_A_SEQ + 1] = {
	[KMEND_A_SEQ]		= { .type = NLA_U64 },
};

/**
 * struct kmend_genl_cursor - how far a dump has come; lies in the callback's ctx
 * @walk: the last patch that was told
 */
struct kmend_genl_cursor {
	struct kmend_patch_cursor walk;
};

/**
 * struct kmend_genl_event_cursor - the same, of a dump of events
 * @seq: the number that comes next
 * @closed: the message that closes the dump was written
 */
struct kmend_genl_event_cursor {
	u64 seq;
	bool closed;
};

static int kmend_genl_pre_doit(const struct genl_ops *ops, struct sk_buff *skb,
			       struct genl_info *info)
{
	if ((ops->flags & GENL_ADMIN_PERM) && !netlink_capable(skb, CAP_SYS_MODULE)) {
		GENL_SET_ERR_MSG(info, "needs CAP_SYS_MODULE");
		return -EPERM;
	}
	if (GENL_REQ_ATTR_CHECK(info, KMEND_A_ID)) {
		GENL_SET_ERR_MSG(info, "the patch's id is missing");
		return -EINVAL;
	}
	return 0;
}

static struct kmend_patch *kmend_genl_find(struct genl_info *info)
{
	struct nlattr *id = info->attrs[KMEND_A_ID];
	struct kmend_patch *patch;

	patch = kmend_patch_find(nla_data(id));
	if (!patch)
		NL_SET_ERR_MSG_ATTR(info->extack, id, "no patch of that id is loaded");
	return patch;
}

static struct kmend_policy *kmend_genl_get_policy(struct genl_info *info)
{
	struct nlattr *attr = info->attrs[KMEND_A_POLICY];
	struct kmend_policy *policy;

	policy = kmend_policy_get(attr ? nla_data(attr) : NULL);
	if (PTR_ERR_OR_ZERO(policy) == -ENOENT && attr)
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "no such policy");
	return policy;
}

typedef int (*kmend_genl_request_t)(struct kmend_patch *patch, struct kmend_policy *policy,
				    u32 deadline_ms, struct netlink_ext_ack *extack);

static int kmend_genl_request(struct genl_info *info, kmend_genl_request_t request)
{
	struct nlattr *deadline = info->attrs[KMEND_A_DEADLINE_MS];
	struct kmend_policy *policy;
	struct kmend_patch *patch;
	int err = -ENOENT;

	policy = kmend_genl_get_policy(info);
	if (IS_ERR(policy))
		return PTR_ERR(policy);

	mutex_lock(&kmend_patches_mutex);
	patch = kmend_genl_find(info);
	if (patch) {
		NL_SET_BAD_ATTR(info->extack, info->attrs[KMEND_A_ID]);
		err = request(patch, policy, deadline ? nla_get_u32(deadline) : 0, info->extack);
	}
	mutex_unlock(&kmend_patches_mutex);
	kmend_event_flush();

	if (err)
		kmend_policy_put(policy);
	return err;
}

static int kmend_genl_submit(struct sk_buff *skb, struct genl_info *info)
{
	return kmend_genl_request(info, kmend_retry_submit);
}

static int kmend_genl_revert(struct sk_buff *skb, struct genl_info *info)
{
	return kmend_genl_request(info, kmend_retry_revert);
}

typedef int (*kmend_genl_plain_t)(struct kmend_patch *patch, struct netlink_ext_ack *extack);

static int kmend_genl_plain(struct genl_info *info, kmend_genl_plain_t request)
{
	struct kmend_patch *patch;
	int err = -ENOENT;

	mutex_lock(&kmend_patches_mutex);
	patch = kmend_genl_find(info);
	if (patch) {
		NL_SET_BAD_ATTR(info->extack, info->attrs[KMEND_A_ID]);
		err = request(patch, info->extack);
	}
	mutex_unlock(&kmend_patches_mutex);
	kmend_event_flush();
	return err;
}

static int kmend_genl_cancel(struct sk_buff *skb, struct genl_info *info)
{
	return kmend_genl_plain(info, kmend_retry_cancel);
}

static int kmend_genl_kick(struct sk_buff *skb, struct genl_info *info)
{
	return kmend_genl_plain(info, kmend_retry_kick);
}

static int kmend_genl_fill(struct sk_buff *skb, struct kmend_patch *patch, void *header)
{
	if (!header)
		return -EMSGSIZE;
	if (kmend_message_put_patch(skb, patch)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

static struct sk_buff *kmend_genl_answer(struct genl_info *info)
{
	struct kmend_patch *patch;
	struct sk_buff *msg;

	lockdep_assert_held(&kmend_patches_mutex);

	patch = kmend_genl_find(info);
	if (!patch)
		return ERR_PTR(-ENOENT);
	msg = genlmsg_new(kmend_message_patch_size(patch), GFP_KERNEL | __GFP_NOWARN);
	if (!msg)
		return ERR_PTR(-ENOMEM);
	if (kmend_genl_fill(msg, patch, genlmsg_put_reply(msg, info, &kmend_genl_family, 0,
							  KMEND_CMD_PATCH_GET))) {
		WARN_ON_ONCE(1); /* kmend_message_patch_size() is wrong */
		nlmsg_free(msg);
		return ERR_PTR(-EMSGSIZE);
	}
	return msg;
}

static int kmend_genl_patch_get(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg;

	mutex_lock(&kmend_patches_mutex);
	msg = kmend_genl_answer(info);
	mutex_unlock(&kmend_patches_mutex);
	return IS_ERR(msg) ? PTR_ERR(msg) : genlmsg_reply(msg, info);
}

static int kmend_genl_patch_dump_start(struct netlink_callback *cb)
{
	struct nlattr *id = genl_dumpit_info(cb)->attrs[KMEND_A_ID];
	struct kmend_patch_cursor walk = {};
	struct kmend_patch *patch;
	size_t size = 0;

	BUILD_BUG_ON(sizeof(struct kmend_genl_cursor) > sizeof(cb->ctx));
	if (id) {
		/* Linux 6.1 has no extack here yet: then the number has to do. */
		NL_SET_ERR_MSG_ATTR(cb->extack, id, "a dump is of all patches and takes no id");
		return -EINVAL;
	}

	/* A patch must fit into one message, whatever buffer the reader has. */
	mutex_lock(&kmend_patches_mutex);
	while ((patch = kmend_patch_next(&walk)))
		size = max(size, kmend_message_patch_size(patch));
	mutex_unlock(&kmend_patches_mutex);
	cb->min_dump_alloc = nlmsg_total_size(GENL_HDRLEN + size);
	return 0;
}

static int kmend_genl_patch_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct kmend_genl_cursor *cursor = (void *)cb->ctx;
	struct kmend_patch_cursor walk = cursor->walk;
	struct kmend_patch *patch;
	void *header;
	int err = 0;

	mutex_lock(&kmend_patches_mutex);
	/* When it changes between two messages, the reader is told to ask again. */
	cb->seq = kmend_patch_generation();
	while ((patch = kmend_patch_next(&walk))) {
		header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
				     &kmend_genl_family, NLM_F_MULTI, KMEND_CMD_PATCH_GET);
		if (header)
			genl_dump_check_consistent(cb, header);
		err = kmend_genl_fill(skb, patch, header);
		if (err)
			break;
		cursor->walk = walk;
	}
	mutex_unlock(&kmend_patches_mutex);
	return skb->len ?: err;
}

static int kmend_genl_event_dump_start(struct netlink_callback *cb)
{
	struct nlattr *seq = genl_dumpit_info(cb)->attrs[KMEND_A_SEQ];
	struct kmend_genl_event_cursor *cursor = (void *)cb->ctx;
	u64 last;

	BUILD_BUG_ON(sizeof(*cursor) > sizeof(cb->ctx));
	mutex_lock(&kmend_event_log_mutex);
	last = kmend_event_last();
	mutex_unlock(&kmend_event_log_mutex);

	/* Who asks from the future has its number from a manager that was unloaded. */
	cursor->seq = seq ? nla_get_u64(seq) : 0;
	if (cursor->seq > last + 1) {
		NL_SET_ERR_MSG_ATTR(cb->extack, seq, "there was no event of that number yet");
		return -ERANGE;
	}
	/* An event must fit into one message, whatever buffer the reader has. */
	cb->min_dump_alloc = nlmsg_total_size(GENL_HDRLEN + kmend_message_event_size());
	return 0;
}

static void *kmend_genl_event_header(struct sk_buff *skb, struct netlink_callback *cb)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			   &kmend_genl_family, NLM_F_MULTI, KMEND_CMD_EVENT_GET);
}

static int kmend_genl_event_put(struct sk_buff *skb, struct netlink_callback *cb,
				const struct kmend_event_record *record)
{
	void *header = kmend_genl_event_header(skb, cb);
	void *attrs;

	if (!header)
		return -EMSGSIZE;
	attrs = nlmsg_append(skb, record->size);
	if (!attrs) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	memcpy(attrs, record->attrs, record->size);
	genlmsg_end(skb, header);
	return 0;
}

/* Tells what happened last, so that numbers that are gone at the end show, too. */
static int kmend_genl_event_close(struct sk_buff *skb, struct netlink_callback *cb)
{
	void *header = kmend_genl_event_header(skb, cb);

	if (!header)
		return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, KMEND_A_LAST_SEQ, kmend_event_last(), KMEND_A_PAD)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

static int kmend_genl_event_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct kmend_genl_event_cursor *cursor = (void *)cb->ctx;
	const struct kmend_event_record *record;
	int err = 0;

	if (cursor->closed)
		return 0;

	mutex_lock(&kmend_event_log_mutex);
	while (!err && (record = kmend_event_next(&cursor->seq))) {
		err = kmend_genl_event_put(skb, cb, record);
		if (!err)
			cursor->seq++;
	}
	if (!err)
		err = kmend_genl_event_close(skb, cb);
	mutex_unlock(&kmend_event_log_mutex);
	cursor->closed = !err;
	return skb->len ?: err;
}

static const struct genl_ops kmend_genl_ops[] = {
	{
		.cmd = KMEND_CMD_SUBMIT,
		.flags = GENL_ADMIN_PERM,
		.policy = kmend_genl_request_policy,
		.maxattr = ARRAY_SIZE(kmend_genl_request_policy) - 1,
		.doit = kmend_genl_submit,
	},
	{
		.cmd = KMEND_CMD_REVERT,
		.flags = GENL_ADMIN_PERM,
		.policy = kmend_genl_request_policy,
		.maxattr = ARRAY_SIZE(kmend_genl_request_policy) - 1,
		.doit = kmend_genl_revert,
	},
	{
		.cmd = KMEND_CMD_CANCEL,
		.flags = GENL_ADMIN_PERM,
		.policy = kmend_genl_id_policy,
		.maxattr = ARRAY_SIZE(kmend_genl_id_policy) - 1,
		.doit = kmend_genl_cancel,
	},
	{
		.cmd = KMEND_CMD_KICK,
		.flags = GENL_ADMIN_PERM,
		.policy = kmend_genl_id_policy,
		.maxattr = ARRAY_SIZE(kmend_genl_id_policy) - 1,
		.doit = kmend_genl_kick,
	},
	{
		.cmd = KMEND_CMD_PATCH_GET,
		.policy = kmend_genl_id_policy,
		.maxattr = ARRAY_SIZE(kmend_genl_id_policy) - 1,
		.doit = kmend_genl_patch_get,
		.start = kmend_genl_patch_dump_start,
		.dumpit = kmend_genl_patch_dump,
	},
	{
		.cmd = KMEND_CMD_EVENT_GET,
		.policy = kmend_genl_seq_policy,
		.maxattr = ARRAY_SIZE(kmend_genl_seq_policy) - 1,
		.start = kmend_genl_event_dump_start,
		.dumpit = kmend_genl_event_dump,
	},
};

static const struct genl_multicast_group kmend_genl_groups[] = {
	[KMEND_GENL_EVENTS] = { .name = KMEND_MCGRP_EVENTS },
};

struct genl_family kmend_genl_family __ro_after_init = {
	.name = KMEND_GENL_NAME,
	.version = KMEND_GENL_VERSION,
	.module = THIS_MODULE,
	/* Only in the initial network namespace: there is one kernel to mend. */
	.netnsok = false,
	.pre_doit = kmend_genl_pre_doit,
	.ops = kmend_genl_ops,
	.n_ops = ARRAY_SIZE(kmend_genl_ops),
	/* From the first command on, reserved fields are checked as well. */
	.resv_start_op = KMEND_CMD_UNSPEC + 1,
	.mcgrps = kmend_genl_groups,
	.n_mcgrps = ARRAY_SIZE(kmend_genl_groups),
};

int kmend_genl_init(void)
{
	return genl_register_family(&kmend_genl_family);
}

void kmend_genl_exit(void)
{
	genl_unregister_family(&kmend_genl_family);
}
