// SPDX-License-Identifier: GPL-2.0
/*
 * The numbered event log: what happens to patches, told to whoever listens and
 * kept for whoever asks later.
 *
 * DOC: order and loss
 *
 * An event gets its number, and is written down, in the same hold of
 * kmend_patches_mutex in which the thing happened: numbers are in the order of
 * what they tell, and what is told, now or later, is what was true then. What was
 * written goes into the log and, if there are listeners, as a message into a
 * queue, which has a spinlock of its own and is sent after the mutex was dropped.
 * kmend_events_mutex makes whoever sends take from the queue and send as one
 * step, so messages also arrive in that order.
 *
 * Nobody waits for a listener: netlink drops what does not fit into its buffer,
 * and the log drops its oldest event for a new one. An event for which there is no
 * memory has a number and is told to nobody; it is a hole in the log. A listener
 * that sees a gap asks the log (EVENT_GET), and the numbers in the answer,
 * closed by the number of the last event, tell it exactly what is gone for good.
 *
 * DOC: the log and its readers
 *
 * An event is kept as the attributes of its message, in memory of exactly their
 * size: 100 to 300 bytes for most, 4 KiB at most (16 blockers with long names). So
 * a log of the default size takes about 200 KiB and never more than 4 MiB; one of
 * the largest size never more than 256 MiB.
 *
 * kmend_event_log_mutex guards the log. It is innermost: nothing else is taken and
 * no memory is allocated or freed under it. Three sorts of callers take it:
 *
 *  - kmend_event_post(), under kmend_patches_mutex, to exchange one pointer. So
 *    the log has the same order, and its last number is that of the last event;
 *  - a dump, once for each message of up to 32 KiB that it copies records into. It
 *    holds no record in between, only the number that comes next: events that
 *    come meanwhile are told as well, and those that had to go meanwhile are a gap
 *    in the numbers. It has nothing to do with patches, which come and go. Each
 *    dump on its way holds a reference to kmend.ko;
 *  - kmend_event_set_log_size(), to move the pointers to a new array.
 */
#include "event.h"
#include "genl.h"
#include "message.h"
#include "patch.h"
#include "ring.h"

#include <linux/mutex.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

DEFINE_MUTEX(kmend_event_log_mutex);

/* Written under kmend_event_log_mutex; its last number under kmend_patches_mutex as well. */
static struct kmend_ring kmend_event_log;

/* Guards nothing but the order in which kmend_event_queue is sent. */
static DEFINE_MUTEX(kmend_events_mutex);
static struct sk_buff_head kmend_event_queue;

static struct kmend_event_record *kmend_event_record(const struct sk_buff *skb)
{
	const struct genlmsghdr *header = nlmsg_data(nlmsg_hdr(skb));
	struct kmend_event_record *record;
	u32 size = genlmsg_len(header);

	/* Rather a hole, which is told, than a stall or the OOM killer. */
	record = kmalloc(struct_size(record, attrs, size),
			 GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);
	if (!record)
		return NULL;
	record->size = size;
	memcpy(record->attrs, genlmsg_data(header), size);
	return record;
}

void kmend_event_post(const struct kmend_patch *patch, enum kmend_event event)
{
	kmend_event_post_object(patch, event, NULL);
}

void kmend_event_post_object(const struct kmend_patch *patch, enum kmend_event event,
			     const struct kmend_event_object *object)
{
	struct kmend_event_record *record = NULL;
	struct sk_buff *skb;
	void *oldest;

	lockdep_assert_held(&kmend_patches_mutex);

	/* Nobody else adds, so the number stays the next one. */
	skb = kmend_message_event(patch, event, object, kmend_event_log.last + 1);
	if (skb)
		record = kmend_event_record(skb);

	mutex_lock(&kmend_event_log_mutex);
	oldest = kmend_ring_add(&kmend_event_log, record);
	mutex_unlock(&kmend_event_log_mutex);
	kfree(oldest);

	if (skb && genl_has_listeners(&kmend_genl_family, &init_net, KMEND_GENL_EVENTS))
		skb_queue_tail(&kmend_event_queue, skb);
	else
		nlmsg_free(skb);
}

void kmend_event_post_apart(struct kmend_patch *patch, enum kmend_event event,
			    const struct kmend_event_object *object, enum kmend_cause cause,
			    const char *detail)
{
	const struct kmend_status status = patch->status;
	const enum kmend_cause before = patch->cause;
	struct kmend_outcome *last = patch->last;

	lockdep_assert_held(&kmend_patches_mutex);

	patch->status = (struct kmend_status){ .transaction = status.transaction };
	patch->cause = cause;
	patch->last = NULL;
	if (detail)
		strscpy(patch->status.detail, detail, sizeof(patch->status.detail));
	kmend_event_post_object(patch, event, object);
	patch->status = status;
	patch->cause = before;
	patch->last = last;
}

void kmend_event_flush(void)
{
	struct sk_buff *skb;

	mutex_lock(&kmend_events_mutex);
	while ((skb = skb_dequeue(&kmend_event_queue)))
		genlmsg_multicast(&kmend_genl_family, skb, 0, KMEND_GENL_EVENTS, GFP_KERNEL);
	mutex_unlock(&kmend_events_mutex);
}

const struct kmend_event_record *kmend_event_next(u64 *seq)
{
	lockdep_assert_held(&kmend_event_log_mutex);

	return kmend_ring_next(&kmend_event_log, seq);
}

u64 kmend_event_last(void)
{
	lockdep_assert_held(&kmend_event_log_mutex);

	return kmend_event_log.last;
}

static void kmend_event_free_log(struct kmend_ring *log)
{
	u32 i;

	for (i = 0; i < log->size; i++)
		kfree(log->slots[i]);
	kvfree(log->slots);
}

int kmend_event_set_log_size(u32 size)
{
	struct kmend_ring log = { .size = size };

	if (size < KMEND_EVENT_LOG_MIN || size > KMEND_EVENT_LOG_MAX)
		return -ERANGE;
	log.slots = kvcalloc(size, sizeof(*log.slots), GFP_KERNEL);
	if (!log.slots)
		return -ENOMEM;

	mutex_lock(&kmend_event_log_mutex);
	kmend_ring_move(&log, &kmend_event_log);
	swap(log, kmend_event_log);
	mutex_unlock(&kmend_event_log_mutex);

	/* The old one, with what the new one has no room for. */
	kmend_event_free_log(&log);
	return 0;
}

u32 kmend_event_log_size(void)
{
	u32 size;

	mutex_lock(&kmend_event_log_mutex);
	size = kmend_event_log.size;
	mutex_unlock(&kmend_event_log_mutex);
	return size;
}

int kmend_event_init(void)
{
	skb_queue_head_init(&kmend_event_queue);
	return kmend_event_set_log_size(KMEND_EVENT_LOG_DEFAULT);
}

void kmend_event_exit(void)
{
	skb_queue_purge(&kmend_event_queue);
	kmend_event_free_log(&kmend_event_log);
}
