// SPDX-License-Identifier: GPL-2.0
/*
 * The netlink operations that tell about patches and events. They change nothing, and
 * everybody may ask.
 */
#include "dump.h"
#include "bypass.h"
#include "event.h"
#include "genl.h"
#include "message.h"
#include "patch.h"

#include <linux/err.h>
#include <net/genetlink.h>

const struct nla_policy kmend_dump_seq_policy[KMEND_A_SEQ + 1] = {
	[KMEND_A_SEQ]		= { .type = NLA_U64 },
};

/**
 * struct kmend_dump_cursor - how far a dump has come; lies in the callback's ctx
 * @walk: the last patch that was told
 */
struct kmend_dump_cursor {
	struct kmend_patch_cursor walk;
};

/**
 * struct kmend_dump_events_cursor - the same, of a dump of events
 * @seq: the number that comes next
 * @closed: the message that closes the dump was written
 */
struct kmend_dump_events_cursor {
	u64 seq;
	bool closed;
};

static int kmend_dump_fill(struct sk_buff *skb, struct kmend_patch *patch, void *header)
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

static struct sk_buff *kmend_dump_answer(struct genl_info *info)
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
	if (kmend_dump_fill(msg, patch, genlmsg_put_reply(msg, info, &kmend_genl_family, 0,
							  KMEND_CMD_PATCH_GET))) {
		WARN_ON_ONCE(1); /* kmend_message_patch_size() is wrong */
		nlmsg_free(msg);
		return ERR_PTR(-EMSGSIZE);
	}
	return msg;
}

int kmend_dump_get(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg;

	/* As it is now, unless that would have to wait. */
	kmend_bypass_look(false);
	mutex_lock(&kmend_patches_mutex);
	msg = kmend_dump_answer(info);
	mutex_unlock(&kmend_patches_mutex);
	return IS_ERR(msg) ? PTR_ERR(msg) : genlmsg_reply(msg, info);
}

int kmend_dump_start(struct netlink_callback *cb)
{
	struct nlattr *id = genl_dumpit_info(cb)->attrs[KMEND_A_ID];
	struct kmend_patch_cursor walk = {};
	struct kmend_patch *patch;
	size_t size = 0;

	BUILD_BUG_ON(sizeof(struct kmend_dump_cursor) > sizeof(cb->ctx));
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

int kmend_dump_patches(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct kmend_dump_cursor *cursor = (void *)cb->ctx;
	struct kmend_patch_cursor walk = cursor->walk;
	struct kmend_patch *patch;
	void *header;
	int err = 0;

	mutex_lock(&kmend_patches_mutex);
	/* When it changes between two messages, the reader is told to ask again. */
	cb->seq = kmend_patch_generation();
	walk.at = NULL;
	while ((patch = kmend_patch_next(&walk))) {
		header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
				     &kmend_genl_family, NLM_F_MULTI, KMEND_CMD_PATCH_GET);
		if (header)
			genl_dump_check_consistent(cb, header);
		err = kmend_dump_fill(skb, patch, header);
		if (err)
			break;
		cursor->walk = walk;
	}
	mutex_unlock(&kmend_patches_mutex);
	return skb->len ?: err;
}

int kmend_dump_events_start(struct netlink_callback *cb)
{
	struct nlattr *seq = genl_dumpit_info(cb)->attrs[KMEND_A_SEQ];
	struct kmend_dump_events_cursor *cursor = (void *)cb->ctx;
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

static void *kmend_dump_event_header(struct sk_buff *skb, struct netlink_callback *cb)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			   &kmend_genl_family, NLM_F_MULTI, KMEND_CMD_EVENT_GET);
}

static int kmend_dump_event_put(struct sk_buff *skb, struct netlink_callback *cb,
				const struct kmend_event_record *record)
{
	void *header = kmend_dump_event_header(skb, cb);
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
static int kmend_dump_event_close(struct sk_buff *skb, struct netlink_callback *cb)
{
	void *header = kmend_dump_event_header(skb, cb);

	if (!header)
		return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, KMEND_A_LAST_SEQ, kmend_event_last(), KMEND_A_PAD)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

int kmend_dump_events(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct kmend_dump_events_cursor *cursor = (void *)cb->ctx;
	const struct kmend_event_record *record;
	int err = 0;

	if (cursor->closed)
		return 0;

	mutex_lock(&kmend_event_log_mutex);
	while (!err && (record = kmend_event_next(&cursor->seq))) {
		err = kmend_dump_event_put(skb, cb, record);
		if (!err)
			cursor->seq++;
	}
	if (!err)
		err = kmend_dump_event_close(skb, cb);
	mutex_unlock(&kmend_event_log_mutex);
	cursor->closed = !err;
	return skb->len ?: err;
}

