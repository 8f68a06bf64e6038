// SPDX-License-Identifier: LGPL-2.1-or-later
/* One request and its answer. */
#include "talk.h"

#include <errno.h>

#include <netlink/errno.h>
#include <netlink/handlers.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

#include "extack.h"

/**
 * struct talk - a request under way
 * @kmend: the handle
 * @request: what was sent
 * @fn: see kmend_nl_talk()
 * @arg: see kmend_nl_talk()
 * @result: the first failure
 * @done: the answer is complete
 */
struct talk {
	struct libkmend *kmend;
	const struct nlmsghdr *request;
	kmend_nl_reply_fn fn;
	void *arg;
	int result;
	bool done;
};

bool kmend_nl_from_kernel(struct nl_msg *msg)
{
	const struct sockaddr_nl *from = nlmsg_get_src(msg);

	return from->nl_pid == 0;
}

static int on_message(struct nl_msg *msg, void *arg)
{
	return kmend_nl_from_kernel(msg) ? NL_OK : NL_SKIP;
}

/* Left-overs of an earlier request that was given up are no answer to this one. */
static int on_sequence(struct nl_msg *msg, void *arg)
{
	const struct talk *talk = arg;

	return nlmsg_hdr(msg)->nlmsg_seq == talk->request->nlmsg_seq ? NL_OK : NL_SKIP;
}

static int on_reply(struct nl_msg *msg, void *arg)
{
	struct talk *talk = arg;
	int rc = 0;

	/* After a failure, go on reading to the end of the answer. */
	if (!talk->result && talk->fn)
		rc = talk->fn(nlmsg_hdr(msg), talk->arg);
	if (rc == -EBADMSG)
		kmend_nl_fail(talk->kmend, rc, "the answer of kmend.ko makes no sense");
	else if (rc)
		kmend_nl_fail(talk->kmend, rc, NULL);
	if (rc)
		talk->result = rc;
	return NL_OK;
}

static void finish(struct talk *talk, const struct nlmsghdr *ack)
{
	struct kmend_nl_extack extack;
	char line[sizeof(talk->kmend->error)];

	talk->done = true;
	if (talk->result || !kmend_nl_extack_parse(ack, talk->request, &extack) || !extack.error)
		return;
	kmend_nl_extack_format(&extack, line, sizeof(line));
	talk->result = kmend_nl_fail(talk->kmend, extack.error, "%s", line);
}

static int on_finish(struct nl_msg *msg, void *arg)
{
	finish(arg, nlmsg_hdr(msg));
	return NL_OK;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *err, void *arg)
{
	/* libnl hands out the payload of the message that it checked. */
	finish(arg, (const void *)((const char *)err - NLMSG_HDRLEN));
	return NL_STOP;
}

static int receive(struct talk *talk, struct nl_cb *cb)
{
	int rc;

	do {
		rc = nl_recvmsgs_report(talk->kmend->sock, cb);
	} while (rc > 0 && !talk->done);
	if (rc == -NLE_DUMP_INTR && !talk->result)
		return kmend_nl_fail(talk->kmend, -EAGAIN, "what was asked for changed meanwhile");
	if (talk->done)
		return talk->result;
	/* nl_recvmsgs_report() says 0 when the other end is gone. */
	return kmend_nl_fail(talk->kmend, rc ? kmend_nl_errno(rc) : -EIO, NULL);
}

int kmend_nl_talk(struct libkmend *kmend, struct nl_msg *request, kmend_nl_reply_fn fn, void *arg)
{
	struct talk talk = {
		.kmend = kmend,
		.request = nlmsg_hdr(request),
		.fn = fn,
		.arg = arg,
	};
	struct nl_cb *socket_cb, *cb;
	int rc;

	socket_cb = nl_socket_get_cb(kmend->sock);
	cb = nl_cb_clone(socket_cb);
	nl_cb_put(socket_cb);
	if (!cb)
		return kmend_nl_fail(kmend, -ENOMEM, NULL);
	nl_cb_set(cb, NL_CB_MSG_IN, NL_CB_CUSTOM, on_message, &talk);
	nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, on_sequence, &talk);
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_reply, &talk);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, &talk);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_finish, &talk);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, &talk);

	rc = nl_send_auto(kmend->sock, request);
	if (rc < 0)
		rc = kmend_nl_fail(kmend, kmend_nl_errno(rc), NULL);
	else
		rc = receive(&talk, cb);
	nl_cb_put(cb);
	return rc;
}
