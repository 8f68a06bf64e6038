/* SPDX-License-Identifier: GPL-2.0 */
/* Netlink by hand: requests put together byte by byte, and what is answered. */
#ifndef RAWNETLINK_H
#define RAWNETLINK_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "../../../uapi/kmend.h"

enum { HEAD = NLMSG_HDRLEN + GENL_HDRLEN, ROOM = 128 * 1024, ACK = NLM_F_REQUEST | NLM_F_ACK };

static union {
	struct nlmsghdr nlh;
	char bytes[ROOM];
} request;
static char answer[ROOM];
static int family, group, sock = -1;

static inline void begin(int type, int cmd, int flags)
{
	struct genlmsghdr *genl = (void *)(request.bytes + NLMSG_HDRLEN);

	memset(&request, 0, sizeof(request));
	request.nlh = (struct nlmsghdr){ HEAD, type, flags, 1, 0 };
	genl->cmd = cmd;
	genl->version = 1;
}

/* @claimed: the length that the header of the attribute tells. */
static inline void put_raw(int type, const void *data, int length, int claimed)
{
	struct nlattr *nla = (void *)(request.bytes + request.nlh.nlmsg_len);

	nla->nla_type = type;
	nla->nla_len = claimed;
	memcpy(nla + 1, data, length);
	request.nlh.nlmsg_len += NLA_ALIGN(NLA_HDRLEN + length);
}

static inline void put(int type, const void *data, int length)
{
	put_raw(type, data, length, NLA_HDRLEN + length);
}

static inline void put_text(int type, const char *text)
{
	put(type, text, strlen(text) + 1);
}

static inline int open_socket(void)
{
	struct timeval patience = { .tv_sec = 20 };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	int one = 1;

	if (fd < 0 || setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience))) {
		perror("socket");
		exit(1);
	}
	return fd;
}

/**
 * struct verdict - the end of an answer
 * @error: errno; 0: it was accepted
 * @attr: offset of the attribute that is complained of; 0: none
 * @text: the kernel's words
 */
struct verdict {
	int error;
	unsigned int attr;
	char text[512];
};

static inline void read_ack(const struct nlmsghdr *nlh, struct verdict *verdict)
{
	const struct nlmsgerr *err = NLMSG_DATA(nlh);
	const struct nlattr *nla = (const void *)(err + 1);
	const char *end = (const char *)nlh + nlh->nlmsg_len;

	verdict->error = -err->error;
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	while ((const char *)(nla + 1) <= end && nla->nla_len >= NLA_HDRLEN) {
		if (nla->nla_type == NLMSGERR_ATTR_MSG)
			snprintf(verdict->text, sizeof(verdict->text), "%s", (char *)(nla + 1));
		if (nla->nla_type == NLMSGERR_ATTR_OFFS)
			memcpy(&verdict->attr, nla + 1, sizeof(verdict->attr));
		nla = (const void *)((const char *)nla + NLA_ALIGN(nla->nla_len));
	}
}

/* Send what was put together; every message of the answer is read, its end is told. */
static inline struct verdict ask(void)
{
	struct verdict verdict = { 0 };
	struct nlmsghdr *nlh;
	int rest;

	if (send(sock, &request, request.nlh.nlmsg_len, 0) < 0) {
		verdict.error = errno;
		return verdict;
	}
	for (;;) {
		rest = recv(sock, answer, sizeof(answer), 0);
		if (rest < 0) {
			verdict.error = errno;
			return verdict;
		}
		for (nlh = (void *)answer; NLMSG_OK(nlh, rest); nlh = NLMSG_NEXT(nlh, rest)) {
			if (nlh->nlmsg_type == NLMSG_ERROR) {
				read_ack(nlh, &verdict);
				return verdict;
			}
			if (nlh->nlmsg_type == NLMSG_DONE) {
				verdict.error = -*(int *)NLMSG_DATA(nlh);
				return verdict;
			}
		}
	}
}

static inline const struct nlattr *find(const void *from, int rest, int type)
{
	const struct nlattr *nla = from;

	for (; rest >= NLA_HDRLEN && nla->nla_len >= NLA_HDRLEN && nla->nla_len <= rest;
	     rest -= NLA_ALIGN(nla->nla_len), nla = (void *)((char *)nla + NLA_ALIGN(nla->nla_len))) {
		if ((nla->nla_type & NLA_TYPE_MASK) == type)
			return nla;
	}
	return NULL;
}

static inline const struct nlattr *inside(const struct nlattr *nest, int type)
{
	return nest ? find(nest + 1, nest->nla_len - NLA_HDRLEN, type) : NULL;
}

/* The family's number and that of its group; false: there is none. */
static inline bool resolve(void)
{
	const struct nlattr *id, *groups;
	struct nlmsghdr *nlh = (void *)answer;
	int length;

	begin(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, NLM_F_REQUEST);
	put_text(CTRL_ATTR_FAMILY_NAME, KMEND_GENL_NAME);
	send(sock, &request, request.nlh.nlmsg_len, 0);
	length = recv(sock, answer, sizeof(answer), 0);
	if (length < HEAD || nlh->nlmsg_type != GENL_ID_CTRL)
		return false;
	id = find(answer + HEAD, length - HEAD, CTRL_ATTR_FAMILY_ID);
	groups = inside(find(answer + HEAD, length - HEAD, CTRL_ATTR_MCAST_GROUPS), 1);
	groups = inside(groups, CTRL_ATTR_MCAST_GRP_ID);
	if (!id || !groups)
		return false;
	family = *(const __u16 *)(id + 1);
	group = *(const __u32 *)(groups + 1);
	return true;
}

#define START(cmd) begin(family, cmd, ACK)
#define START_DUMP(cmd) begin(family, cmd, ACK | NLM_F_DUMP)

static inline double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

#endif
