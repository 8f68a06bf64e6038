/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_INFORM_H
#define _KMEND_INFORM_H

#include <net/netlink.h>

#include "../uapi/kmend.h"

struct genl_info;

/* What the requests may hold. */
extern const struct nla_policy kmend_inform_name_policy[KMEND_A_POLICY_NAME + 1];
extern const struct nla_policy kmend_inform_empty_policy[2];

/**
 * kmend_inform_policy_get() - answer KMEND_CMD_POLICY_GET for one policy
 * @skb: the request
 * @info: the same, parsed
 *
 * Context: a genl doit.
 * Return: 0 or -errno.
 */
int kmend_inform_policy_get(struct sk_buff *skb, struct genl_info *info);

/**
 * kmend_inform_policy_dump_start() - begin a dump of the policies
 * @cb: the dump
 *
 * Return: 0, or -EINVAL: a dump takes no name.
 */
int kmend_inform_policy_dump_start(struct netlink_callback *cb);

/**
 * kmend_inform_policy_dump() - go on with it
 * @skb: the message to fill
 * @cb: the dump
 *
 * Return: bytes; 0: it is over; or -errno.
 */
int kmend_inform_policy_dump(struct sk_buff *skb, struct netlink_callback *cb);

/**
 * kmend_inform_stats_get() - answer KMEND_CMD_STATS_GET
 * @skb: the request
 * @info: the same, parsed
 *
 * Context: a genl doit.
 * Return: 0 or -errno.
 */
int kmend_inform_stats_get(struct sk_buff *skb, struct genl_info *info);

#endif
