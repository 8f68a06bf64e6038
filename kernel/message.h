/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_MESSAGE_H
#define _KMEND_MESSAGE_H

#include <linux/types.h>

#include "../uapi/kmend.h"

struct kmend_event_object;
struct kmend_patch;
struct sk_buff;

/**
 * kmend_message_patch_size() - room that kmend_message_put_patch() needs at most
 * @patch: the patch
 *
 * Context: kmend_patches_mutex held.
 * Return: bytes.
 */
size_t kmend_message_patch_size(const struct kmend_patch *patch);

/**
 * kmend_message_put_patch() - write all that is to be told about a patch
 * @skb: the message
 * @patch: the patch
 *
 * Context: kmend_patches_mutex held.
 * Return: 0, or -EMSGSIZE if it does not fit; the message is to be dropped then.
 */
int kmend_message_put_patch(struct sk_buff *skb, const struct kmend_patch *patch);

/**
 * kmend_message_event_size() - room that the attributes of an event need at most
 *
 * Return: bytes.
 */
size_t kmend_message_event_size(void);

/**
 * kmend_message_event() - write an event down
 * @patch: what it is about
 * @event: what happened
 * @object: the module that it is about, or NULL
 * @seq: the event's number
 *
 * Context: kmend_patches_mutex held, may allocate.
 * Return: the message, ready to be sent, or NULL.
 */
struct sk_buff *kmend_message_event(const struct kmend_patch *patch, enum kmend_event event,
				    const struct kmend_event_object *object, u64 seq);

#endif
