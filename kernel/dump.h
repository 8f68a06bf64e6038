/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_DUMP_H
#define _KMEND_DUMP_H

#include <net/netlink.h>

#include "../uapi/kmend.h"

struct genl_info;

/* What a request for events may hold. */
extern const struct nla_policy kmend_dump_seq_policy[KMEND_A_SEQ + 1];

/**
 * kmend_dump_get() - answer KMEND_CMD_PATCH_GET for one patch
 * @skb: the request
 * @info: the same, parsed
 *
 * Context: a genl doit.
 * Return: 0 or -errno.
 */
int kmend_dump_get(struct sk_buff *skb, struct genl_info *info);

/**
 * kmend_dump_start() - begin a dump of the patches
 * @cb: the dump
 *
 * Return: 0, or -EINVAL: a dump takes no id.
 */
int kmend_dump_start(struct netlink_callback *cb);

/**
 * kmend_dump_patches() - go on with it
 * @skb: the message to fill
 * @cb: the dump
 *
 * Return: bytes; 0: it is over; or -errno.
 */
int kmend_dump_patches(struct sk_buff *skb, struct netlink_callback *cb);

/**
 * kmend_dump_events_start() - begin a dump of the events that are kept
 * @cb: the dump
 *
 * Return: 0, or -ERANGE: there was no event of that number yet.
 */
int kmend_dump_events_start(struct netlink_callback *cb);

/**
 * kmend_dump_events() - go on with it
 * @skb: the message to fill
 * @cb: the dump
 *
 * Return: as kmend_dump_patches().
 */
int kmend_dump_events(struct sk_buff *skb, struct netlink_callback *cb);

#endif
