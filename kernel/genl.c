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
#include "dump.h"
#include "event.h"
#include "extack.h"
#include "format.h"
#include "inform.h"
#include "patch.h"
#include "policy.h"
#include "request.h"

#include "../uapi/kmend.h"

#include <linux/capability.h>
#include <linux/err.h>
#include <linux/module.h>
#include <net/genetlink.h>

static struct netlink_range_validation kmend_genl_deadline = {
	.min = 1,
	.max = 7 * 86400 * 1000,
};

static const struct nla_policy kmend_genl_submit_policy[KMEND_A_DEADLINE_MS + 1] = {
	[KMEND_A_ID]		= { .type = NLA_NUL_STRING, .len = KMEND_ID_MAX },
	[KMEND_A_POLICY]	= { .type = NLA_NUL_STRING, .len = KMEND_POLICY_MAX },
	[KMEND_A_DEADLINE_MS]	= NLA_POLICY_FULL_RANGE(NLA_U32, &kmend_genl_deadline),
};

static const struct nla_policy kmend_genl_revert_policy[KMEND_A_CASCADE + 1] = {
	[KMEND_A_ID]		= { .type = NLA_NUL_STRING, .len = KMEND_ID_MAX },
	[KMEND_A_POLICY]	= { .type = NLA_NUL_STRING, .len = KMEND_POLICY_MAX },
	[KMEND_A_DEADLINE_MS]	= NLA_POLICY_FULL_RANGE(NLA_U32, &kmend_genl_deadline),
	[KMEND_A_CASCADE]	= { .type = NLA_FLAG },
};

static const struct nla_policy kmend_genl_id_policy[KMEND_A_ID + 1] = {
	[KMEND_A_ID]		= { .type = NLA_NUL_STRING, .len = KMEND_ID_MAX },
};

/*
 * The parser takes the last of several attributes of a type. Only ids may be
 * given several times, and only where several are taken: who says two
 * things at once is asked again. (Dumps do not come by here.)
 */
static int kmend_genl_check_once(struct genl_info *info, bool many)
{
	const struct nlattr *attr;
	u64 seen = 0;
	int rest;

	BUILD_BUG_ON(KMEND_A_MAX >= 64);
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rest) {
		if (many && nla_type(attr) == KMEND_A_ID)
			continue;
		if (seen & BIT_ULL(nla_type(attr))) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr, "the attribute is given twice");
			return -EINVAL;
		}
		seen |= BIT_ULL(nla_type(attr));
	}
	return 0;
}

static bool kmend_genl_is_many(u8 cmd)
{
	return cmd == KMEND_CMD_SUBMIT || cmd == KMEND_CMD_REVERT || cmd == KMEND_CMD_CHECK;
}

static int kmend_genl_pre_doit(const struct genl_ops *ops, struct sk_buff *skb,
			       struct genl_info *info)
{
	if ((ops->flags & GENL_ADMIN_PERM) && !netlink_capable(skb, CAP_SYS_MODULE)) {
		GENL_SET_ERR_MSG(info, "needs CAP_SYS_MODULE");
		return -EPERM;
	}
	if (ops->cmd != KMEND_CMD_POLICY_GET && ops->cmd != KMEND_CMD_STATS_GET &&
	    GENL_REQ_ATTR_CHECK(info, KMEND_A_ID)) {
		GENL_SET_ERR_MSG(info, "the patch's id is missing");
		return -EINVAL;
	}
	return kmend_genl_check_once(info, kmend_genl_is_many(ops->cmd));
}

static int kmend_genl_no_patch(struct genl_info *info, const struct nlattr *id,
			       struct kmend_refusal *refusal)
{
	const char *name = nla_data(id);

	/* What cannot be an id is not repeated: it may hold what no terminal should see. */
	if (kmend_format_is_name(name))
		kmend_refuse(refusal, -ENOENT, KMEND_CAUSE_NONE, "no patch '%s' is loaded", name);
	else
		kmend_refuse(refusal, -ENOENT, KMEND_CAUSE_NONE, "no patch of that id is loaded");
	NL_SET_BAD_ATTR(info->extack, id);
	return -ENOENT;
}

struct kmend_patch *kmend_genl_find(struct genl_info *info)
{
	struct nlattr *id = info->attrs[KMEND_A_ID];
	struct kmend_refusal refusal = {};
	struct kmend_patch *patch;

	patch = kmend_patch_find(nla_data(id));
	if (!patch) {
		kmend_genl_no_patch(info, id, &refusal);
		kmend_extack_set(info->extack, refusal.text);
	}
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

/* All patches that a request names. */
static int kmend_genl_add_all(struct genl_info *info, struct kmend_request *request,
			      struct kmend_refusal *refusal)
{
	const struct nlattr *attr;
	struct kmend_patch *patch;
	int err, rest;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rest) {
		if (nla_type(attr) != KMEND_A_ID)
			continue;
		NL_SET_BAD_ATTR(info->extack, attr);
		if (request->group.nr == KMEND_TRANSACTION_MAX)
			return kmend_refuse(refusal, -E2BIG, KMEND_CAUSE_NONE,
					    "a transaction has at most %u patches",
					    KMEND_TRANSACTION_MAX);
		patch = kmend_patch_find(nla_data(attr));
		if (!patch)
			return kmend_genl_no_patch(info, attr, refusal);
		err = kmend_request_add(request, patch, refusal);
		if (err)
			return err;
	}
	NL_SET_BAD_ATTR(info->extack, info->attrs[KMEND_A_ID]);
	return 0;
}

/* Return: 0 if the manager has taken @request over. */
static int kmend_genl_start(struct genl_info *info, struct kmend_request *request,
			    struct kmend_policy *policy)
{
	struct nlattr *deadline = info->attrs[KMEND_A_DEADLINE_MS];
	bool cascade = request->kind == KMEND_KIND_REVERT && info->attrs[KMEND_A_CASCADE];
	struct kmend_refusal refusal = {};
	int err;

	lockdep_assert_held(&kmend_patches_mutex);

	err = kmend_genl_add_all(info, request, &refusal);
	if (!err) {
		err = kmend_request_complete(request, cascade, &refusal);
		/* What speaks against it is what whoever checks wants to know. */
		if (err && request->kind == KMEND_KIND_CHECK && err != -ENOMEM) {
			request->refusal = refusal;
			err = 0;
		}
	}
	if (err)
		kmend_extack_set(info->extack, refusal.text);
	else
		kmend_request_start(request, policy, deadline ? nla_get_u32(deadline) : 0);
	return err;
}

/* The answer is made before the request is started: it cannot fail afterwards. */
static struct sk_buff *kmend_genl_accept(struct genl_info *info, struct nlattr **transaction,
					 u8 cmd)
{
	struct sk_buff *msg = genlmsg_new(nla_total_size_64bit(sizeof(u64)), GFP_KERNEL);
	void *header;

	if (!msg)
		return NULL;
	header = genlmsg_put_reply(msg, info, &kmend_genl_family, 0, cmd);
	if (!header || nla_put_u64_64bit(msg, KMEND_A_TRANSACTION, 0, KMEND_A_PAD)) {
		nlmsg_free(msg);
		return NULL;
	}
	genlmsg_end(msg, header);
	*transaction = nlmsg_find_attr(nlmsg_hdr(msg), GENL_HDRLEN, KMEND_A_TRANSACTION);
	return msg;
}

static int kmend_genl_request(struct genl_info *info, enum kmend_kind kind, u8 cmd)
{
	struct kmend_request *request = kmend_request_create(kind);
	struct kmend_policy *policy = kmend_genl_get_policy(info);
	struct nlattr *transaction = NULL;
	struct sk_buff *msg = NULL;
	int err = -ENOMEM;

	if (IS_ERR(policy)) {
		err = PTR_ERR(policy);
		goto out_free;
	}
	msg = kmend_genl_accept(info, &transaction, cmd);
	if (!request || !msg)
		goto out_put;

	mutex_lock(&kmend_patches_mutex);
	err = kmend_genl_start(info, request, policy);
	if (err)
		kmend_request_discard(request);
	else
		*(u64 *)nla_data(transaction) = request->status.transaction;
	mutex_unlock(&kmend_patches_mutex);
	kmend_event_flush();
	if (!err) {
		/* If the sender has no room for it, then neither for an error; it is on its way. */
		genlmsg_reply(msg, info);
		return 0;
	}
	request = NULL;

out_put:
	kmend_policy_put(policy);
	nlmsg_free(msg);
out_free:
	mutex_lock(&kmend_patches_mutex);
	kmend_request_discard(request);
	mutex_unlock(&kmend_patches_mutex);
	return err;
}

static int kmend_genl_submit(struct sk_buff *skb, struct genl_info *info)
{
	return kmend_genl_request(info, KMEND_KIND_APPLY, KMEND_CMD_SUBMIT);
}

static int kmend_genl_revert(struct sk_buff *skb, struct genl_info *info)
{
	return kmend_genl_request(info, KMEND_KIND_REVERT, KMEND_CMD_REVERT);
}

static int kmend_genl_check(struct sk_buff *skb, struct genl_info *info)
{
	return kmend_genl_request(info, KMEND_KIND_CHECK, KMEND_CMD_CHECK);
}

/* What CANCEL and KICK are about: a request that waits or is tried. */
static struct kmend_request *kmend_genl_find_request(struct genl_info *info, int *err)
{
	struct kmend_patch *patch = kmend_genl_find(info);
	struct kmend_request *request;

	*err = -ENOENT;
	if (!patch)
		return NULL;
	*err = -EINVAL;
	if (!kmend_state_is_tried(patch->vertex.state)) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[KMEND_A_ID],
				    "the patch is neither queued nor pending nor being reverted");
		return NULL;
	}
	request = kmend_request_of(&patch->vertex);
	*err = -EBUSY;
	if (request->made) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[KMEND_A_ID],
				    "the patch's code is out already, its revert ends by itself");
		return NULL;
	}
	*err = 0;
	return request;
}

static int kmend_genl_cancel(struct sk_buff *skb, struct genl_info *info)
{
	struct kmend_request *request;
	int err;

	mutex_lock(&kmend_patches_mutex);
	request = kmend_genl_find_request(info, &err);
	if (request)
		kmend_request_cancel(request);
	mutex_unlock(&kmend_patches_mutex);
	kmend_event_flush();
	return err;
}

static int kmend_genl_kick(struct sk_buff *skb, struct genl_info *info)
{
	struct kmend_request *request;
	int err;

	mutex_lock(&kmend_patches_mutex);
	request = kmend_genl_find_request(info, &err);
	if (request)
		kmend_request_kick(request);
	mutex_unlock(&kmend_patches_mutex);
	return err;
}

static const struct genl_ops kmend_genl_ops[] = {
	{
		.cmd = KMEND_CMD_SUBMIT,
		.flags = GENL_ADMIN_PERM,
		.policy = kmend_genl_submit_policy,
		.maxattr = ARRAY_SIZE(kmend_genl_submit_policy) - 1,
		.doit = kmend_genl_submit,
	},
	{
		.cmd = KMEND_CMD_REVERT,
		.flags = GENL_ADMIN_PERM,
		.policy = kmend_genl_revert_policy,
		.maxattr = ARRAY_SIZE(kmend_genl_revert_policy) - 1,
		.doit = kmend_genl_revert,
	},
	{
		.cmd = KMEND_CMD_CHECK,
		.flags = GENL_ADMIN_PERM,
		.policy = kmend_genl_submit_policy,
		.maxattr = ARRAY_SIZE(kmend_genl_submit_policy) - 1,
		.doit = kmend_genl_check,
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
		.doit = kmend_dump_get,
		.start = kmend_dump_start,
		.dumpit = kmend_dump_patches,
	},
	{
		.cmd = KMEND_CMD_EVENT_GET,
		.policy = kmend_dump_seq_policy,
		.maxattr = ARRAY_SIZE(kmend_dump_seq_policy) - 1,
		.start = kmend_dump_events_start,
		.dumpit = kmend_dump_events,
	},
	{
		.cmd = KMEND_CMD_POLICY_GET,
		.policy = kmend_inform_name_policy,
		.maxattr = ARRAY_SIZE(kmend_inform_name_policy) - 1,
		.doit = kmend_inform_policy_get,
		.start = kmend_inform_policy_dump_start,
		.dumpit = kmend_inform_policy_dump,
	},
	{
		.cmd = KMEND_CMD_STATS_GET,
		.policy = kmend_inform_empty_policy,
		.maxattr = ARRAY_SIZE(kmend_inform_empty_policy) - 1,
		.doit = kmend_inform_stats_get,
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
