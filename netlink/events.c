// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Events. The socket also listens to the kernel's announcements of netlink
 * families: when kmend.ko goes, so does its group, and nothing more would ever come.
 *
 * DOC: How a follower misses nothing
 *
 * One number, next_seq, is what all paths agree on: an event below it was told, from
 * the socket or from the log, and is skipped; one above it leaves a gap. At a
 * gap the log is asked from next_seq on, and the event in hand takes its place
 * among the answer, so it is told even if the log has lost it by then.
 *
 * After ENOBUFS, the kernel queues nothing more until the socket is empty, and what
 * is in it may be older than what the log has: so it is read empty first, and the
 * log is asked then. What is queued from then on is a second telling, or new.
 */
#include <errno.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/handlers.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

#include "decode.h"
#include "handle.h"
#include "log.h"
#include "talk.h"

/* Bytes of events that may wait; the kernel gives less where net.core.rmem_max says so. */
#define EVENT_BUFFER (1 << 20)
/* Datagrams taken in one call, so that a flood does not keep the caller in it. */
#define RECEIVE_MAX 256
/* The same after an overrun: more than the socket can hold. */
#define DRAIN_MAX 65536

/**
 * struct receiver - one call of libkmend_receive() or libkmend_follow()
 * @kmend: the handle
 * @fn: see libkmend_receive()
 * @arg: see libkmend_receive()
 * @follow: ask the log for what is missing
 * @seen: events given to @fn
 * @result: the first failure
 */
struct receiver {
	struct libkmend *kmend;
	libkmend_event_fn fn;
	void *arg;
	bool follow;
	int seen;
	int result;
};

static int add_groups(struct libkmend *kmend, struct nl_sock *sock)
{
	int group, rc;

	/* Asked on the other socket: this one only ever receives events. */
	group = genl_ctrl_resolve_grp(kmend->sock, KMEND_GENL_NAME, KMEND_MCGRP_EVENTS);
	if (group < 0)
		return group;
	rc = nl_socket_add_membership(sock, group);
	if (rc < 0)
		return rc;
	group = genl_ctrl_resolve_grp(kmend->sock, "nlctrl", "notify");
	return group < 0 ? group : nl_socket_add_membership(sock, group);
}

int libkmend_subscribe(struct libkmend *kmend)
{
	struct nl_sock *sock;
	int rc;

	kmend->error[0] = '\0';
	if (kmend->events)
		return 0;
	sock = nl_socket_alloc();
	if (!sock)
		return kmend_nl_fail(kmend, -ENOMEM, NULL);
	rc = genl_connect(sock);
	if (rc < 0)
		goto err_free_sock;
	nl_socket_set_buffer_size(sock, EVENT_BUFFER, 0);
	rc = nl_socket_set_nonblocking(sock);
	if (rc < 0)
		goto err_free_sock;
	rc = add_groups(kmend, sock);
	if (rc < 0)
		goto err_free_sock;
	kmend->events = sock;
	kmend->next_seq = 0;
	kmend->overrun = false;
	return 0;

err_free_sock:
	nl_socket_free(sock);
	return kmend_nl_fail(kmend, kmend_nl_errno(rc), NULL);
}

int libkmend_event_fd(const struct libkmend *kmend)
{
	return kmend->events ? nl_socket_get_fd(kmend->events) : -EBADF;
}

static void fail(struct receiver *receiver, int error, const char *why)
{
	if (!receiver->result)
		receiver->result = kmend_nl_fail(receiver->kmend, error, "%s", why);
}

static void give(struct receiver *receiver, struct libkmend_event *event)
{
	struct libkmend *kmend = receiver->kmend;

	if (event->seq < kmend->next_seq)
		return;
	event->lost = kmend->next_seq ? event->seq - kmend->next_seq : 0;
	kmend->next_seq = event->seq + 1;
	receiver->seen++;
	receiver->fn(event, receiver->arg);
}

/* Tell what the log has from next_seq on, and @held, which was received, among it. */
static void recover(struct receiver *receiver, struct libkmend_event *held)
{
	struct libkmend *kmend = receiver->kmend;
	struct kmend_nl_log log;
	size_t i;
	int rc;

	rc = kmend_nl_log_fetch(kmend, kmend->next_seq, &log);
	if (rc == -ENOENT && !held)
		/* The socket was full when that was announced. */
		fail(receiver, -ENOTCONN, "kmend.ko was unloaded");
	else if (rc && rc != -ENOENT)
		fail(receiver, rc, libkmend_error(kmend));
	for (i = 0; i < log.nr && !rc; i++) {
		if (held && log.kept[i].event.seq >= held->seq) {
			give(receiver, held);
			held = NULL;
		}
		give(receiver, &log.kept[i].event);
	}
	if (held)
		give(receiver, held);
	kmend_nl_log_free(&log);
}

static void take_event(struct receiver *receiver, const struct nlmsghdr *nlh)
{
	struct libkmend *kmend = receiver->kmend;
	struct libkmend_patch *patch;
	struct libkmend_event event;
	int rc;

	rc = kmend_nl_decode_event(nlh, &event, &patch);
	if (rc) {
		fail(receiver, rc, rc == -EBADMSG ? "an event of kmend.ko makes no sense" :
						    "out of memory");
		return;
	}
	if (receiver->follow && kmend->next_seq && event.seq > kmend->next_seq)
		recover(receiver, &event);
	else
		give(receiver, &event);
	libkmend_patch_free(patch);
}

static void take_announcement(struct receiver *receiver, struct nlmsghdr *nlh)
{
	struct nlattr *id;

	if (genlmsg_hdr(nlh)->cmd != CTRL_CMD_DELFAMILY)
		return;
	id = nlmsg_find_attr(nlh, GENL_HDRLEN, CTRL_ATTR_FAMILY_ID);
	if (id && nla_len(id) == sizeof(uint16_t) && nla_get_u16(id) == receiver->kmend->family)
		fail(receiver, -ENOTCONN, "kmend.ko was unloaded");
}

static int on_message(struct nl_msg *msg, void *arg)
{
	return kmend_nl_from_kernel(msg) ? NL_OK : NL_SKIP;
}

static int on_sequence(struct nl_msg *msg, void *arg)
{
	return NL_OK;
}

static int on_valid(struct nl_msg *msg, void *arg)
{
	struct receiver *receiver = arg;
	struct nlmsghdr *nlh = nlmsg_hdr(msg);

	if (nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
		return NL_OK;
	if (nlh->nlmsg_type == GENL_ID_CTRL)
		take_announcement(receiver, nlh);
	else if (nlh->nlmsg_type == receiver->kmend->family &&
		 genlmsg_hdr(nlh)->cmd == KMEND_CMD_EVENT)
		take_event(receiver, nlh);
	return NL_OK;
}

static void receive_all(struct receiver *receiver, struct nl_cb *cb)
{
	struct libkmend *kmend = receiver->kmend;
	int i, rc;

	for (i = 0; i < (kmend->overrun ? DRAIN_MAX : RECEIVE_MAX); i++) {
		rc = nl_recvmsgs_report(kmend->events, cb);
		if (rc == -NLE_AGAIN || rc == 0)
			break;
		/* libnl has one number for "no memory here" and for ENOBUFS: lost either way. */
		if (rc == -NLE_NOMEM || rc == -NLE_MSG_OVERFLOW) {
			if (!receiver->follow) {
				fail(receiver, -ENOBUFS, "events were lost: the reader is too slow");
				return;
			}
			kmend->overrun = true;
		} else if (rc < 0) {
			fail(receiver, kmend_nl_errno(rc), nl_geterror(rc));
			return;
		}
	}
	if (!kmend->overrun)
		return;
	kmend->overrun = false;
	/* Before the first event there is nothing to be missed. */
	if (kmend->next_seq)
		recover(receiver, NULL);
}

static int receive(struct receiver *receiver)
{
	struct libkmend *kmend = receiver->kmend;
	struct nl_cb *socket_cb, *cb;

	kmend->error[0] = '\0';
	if (!kmend->events)
		return kmend_nl_fail(kmend, -EBADF, "not subscribed to events");
	socket_cb = nl_socket_get_cb(kmend->events);
	cb = nl_cb_clone(socket_cb);
	nl_cb_put(socket_cb);
	if (!cb)
		return kmend_nl_fail(kmend, -ENOMEM, NULL);
	nl_cb_set(cb, NL_CB_MSG_IN, NL_CB_CUSTOM, on_message, NULL);
	nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, on_sequence, NULL);
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, receiver);
	receive_all(receiver, cb);
	nl_cb_put(cb);
	return receiver->result ? receiver->result : receiver->seen;
}

int libkmend_receive(struct libkmend *kmend, libkmend_event_fn fn, void *arg)
{
	struct receiver receiver = { .kmend = kmend, .fn = fn, .arg = arg };

	return receive(&receiver);
}

int libkmend_follow(struct libkmend *kmend, libkmend_event_fn fn, void *arg)
{
	struct receiver receiver = { .kmend = kmend, .fn = fn, .arg = arg, .follow = true };

	return receive(&receiver);
}

/* What was told needs not be told again by the socket. */
static void advance(struct libkmend *kmend, uint64_t next)
{
	if (kmend->events && next > kmend->next_seq)
		kmend->next_seq = next;
}

int libkmend_events_since(struct libkmend *kmend, uint64_t seq, libkmend_event_fn fn, void *arg,
			  uint64_t *last)
{
	struct libkmend_event *event;
	struct kmend_nl_log log;
	uint64_t next = seq;
	size_t i;
	int rc;

	kmend->error[0] = '\0';
	rc = kmend_nl_log_fetch(kmend, seq, &log);
	if (rc)
		goto out;
	rc = log.nr;
	if (!next)
		next = log.nr ? log.kept[0].event.seq : log.last + 1;
	advance(kmend, next);
	for (i = 0; i < log.nr; i++) {
		event = &log.kept[i].event;
		event->lost = event->seq - next;
		next = event->seq + 1;
		advance(kmend, next);
		fn(event, arg);
	}
	if (last)
		*last = log.last;
out:
	kmend_nl_log_free(&log);
	return rc;
}
