// SPDX-License-Identifier: GPL-2.0
/*
 * The numbered event log: what happens to patches, told to whoever listens.
 *
 * DOC: order and loss
 *
 * An event gets its number, and is written down as a message, in the same hold of
 * kmend_patches_mutex in which the thing happened: numbers are in the order of
 * what they tell. Messages wait in a queue, which has a spinlock of its own, and
 * are sent after the mutex was dropped. kmend_events_mutex makes whoever sends
 * take from the queue and send as one step, so they also arrive in that order.
 *
 * Events without a listener are numbered and not written down. So are those for
 * which there is no memory, and netlink drops what does not fit into a listener's
 * buffer: a listener that sees a gap in the numbers asks with PATCH_GET.
 */
#include "event.h"
#include "genl.h"
#include "message.h"
#include "patch.h"

#include <linux/mutex.h>
#include <linux/skbuff.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

/* Number of the last event; guarded by kmend_patches_mutex. */
static u64 kmend_event_seq;

/* Guards nothing but the order in which kmend_event_queue is sent. */
static DEFINE_MUTEX(kmend_events_mutex);
static struct sk_buff_head kmend_event_queue;

void kmend_event_post(const struct kmend_patch *patch, enum kmend_event event)
{
	struct sk_buff *skb;

	lockdep_assert_held(&kmend_patches_mutex);

	kmend_event_seq++;
	if (!genl_has_listeners(&kmend_genl_family, &init_net, KMEND_GENL_EVENTS))
		return;

	skb = kmend_message_event(patch, event, kmend_event_seq);
	if (skb)
		skb_queue_tail(&kmend_event_queue, skb);
}

void kmend_event_flush(void)
{
	struct sk_buff *skb;

	mutex_lock(&kmend_events_mutex);
	while ((skb = skb_dequeue(&kmend_event_queue)))
		genlmsg_multicast(&kmend_genl_family, skb, 0, KMEND_GENL_EVENTS, GFP_KERNEL);
	mutex_unlock(&kmend_events_mutex);
}

void kmend_event_init(void)
{
	skb_queue_head_init(&kmend_event_queue);
}

void kmend_event_exit(void)
{
	skb_queue_purge(&kmend_event_queue);
}
