/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A kernel that is a script, for the tests of libkmend's calls: only the sending and
 * the receiving of datagrams is replaced, by the hooks that libnl has for that.
 */
#ifndef TESTS_NETLINK_SCRIPT_H
#define TESTS_NETLINK_SCRIPT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/genetlink.h>
#include <netlink/errno.h>
#include <netlink/genl/genl.h>
#include <netlink/handlers.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

#include "../../netlink/handle.h"

enum { FAMILY = 0x77, MAX_DATAGRAMS = 64, DATAGRAM = 4096 };

/* What the kernel will say, datagram by datagram, and what it was asked last. */
static struct script {
	struct {
		char bytes[DATAGRAM];
		size_t length;
		int error; /* of the socket, as libnl says it; 0: the bytes */
		uint32_t from;
	} datagrams[MAX_DATAGRAMS];
	int nr;
	int next;
	int sent;
	uint32_t seq;
	char asked[DATAGRAM];
} script;

static inline int fake_send(struct nl_sock *sock, struct nl_msg *msg)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);

	assert_true(nlh->nlmsg_len <= sizeof(script.asked));
	memcpy(script.asked, nlh, nlh->nlmsg_len);
	script.seq = nlh->nlmsg_seq;
	script.sent++;
	return nlh->nlmsg_len;
}

/* Sequence number 1 in the script stands for the request's. */
static inline void set_seq(char *bytes, size_t length)
{
	struct nlmsghdr *nlh = (void *)bytes;
	int rem = length;

	for (; nlmsg_ok(nlh, rem); nlh = nlmsg_next(nlh, &rem)) {
		if (nlh->nlmsg_seq == 1)
			nlh->nlmsg_seq = script.seq;
	}
}

static inline int fake_recv(struct nl_sock *sock, struct sockaddr_nl *from, unsigned char **buf,
		     struct ucred **creds)
{
	int i = script.next;

	if (i == script.nr)
		return -NLE_AGAIN;
	script.next++;
	if (script.datagrams[i].error)
		return script.datagrams[i].error;
	memset(from, 0, sizeof(*from));
	from->nl_family = AF_NETLINK;
	from->nl_pid = script.datagrams[i].from;
	*buf = malloc(script.datagrams[i].length);
	memcpy(*buf, script.datagrams[i].bytes, script.datagrams[i].length);
	set_seq((char *)*buf, script.datagrams[i].length);
	return script.datagrams[i].length;
}

static inline void fake(struct nl_sock *sock)
{
	struct nl_cb *cb = nl_socket_get_cb(sock);

	nl_cb_overwrite_send(cb, fake_send);
	nl_cb_overwrite_recv(cb, fake_recv);
	nl_cb_put(cb);
}

static inline struct libkmend *handle(void)
{
	struct libkmend *kmend = kmend_nl_handle_alloc();

	assert_non_null(kmend);
	memset(&script, 0, sizeof(script));
	kmend->family = FAMILY;
	fake(kmend->sock);
	kmend->events = nl_socket_alloc();
	assert_non_null(kmend->events);
	fake(kmend->events);
	return kmend;
}

static inline void new_datagram(void)
{
	assert_true(script.nr < MAX_DATAGRAMS);
	script.nr++;
}

static inline void add_bytes(const void *bytes, size_t length)
{
	size_t at = NLMSG_ALIGN(script.datagrams[script.nr - 1].length);

	assert_true(at + length <= DATAGRAM);
	memcpy(script.datagrams[script.nr - 1].bytes + at, bytes, length);
	script.datagrams[script.nr - 1].length = at + length;
}

/* Add to the last datagram: an acknowledgement, with words if there are any. */
static inline void add_ack(int error, uint32_t seq, const char *words)
{
	struct {
		struct nlmsghdr nlh;
		struct nlmsgerr err;
		char attrs[128];
	} ack = {
		.nlh = { .nlmsg_type = NLMSG_ERROR, .nlmsg_seq = seq, .nlmsg_flags = NLM_F_CAPPED },
		.err = { .error = error },
	};
	struct nlattr *nla = (void *)ack.attrs;

	ack.nlh.nlmsg_len = offsetof(typeof(ack), attrs);
	if (words) {
		ack.nlh.nlmsg_flags |= NLM_F_ACK_TLVS;
		nla->nla_type = NLMSGERR_ATTR_MSG;
		nla->nla_len = NLA_HDRLEN + strlen(words) + 1;
		strcpy(ack.attrs + NLA_HDRLEN, words);
		ack.nlh.nlmsg_len += NLA_ALIGN(nla->nla_len);
	}
	add_bytes(&ack, ack.nlh.nlmsg_len);
}

static inline void add_done(int error, int flags)
{
	struct {
		struct nlmsghdr nlh;
		int error;
	} done = { { sizeof(done), NLMSG_DONE, NLM_F_MULTI | flags, 1, 0 }, error };

	add_bytes(&done, sizeof(done));
}

#endif
