// SPDX-License-Identifier: GPL-2.0
/*
 * Readers that a library would not be.
 * reader stuck ID N: asks N times for a check while a listener never reads; succeeds if
 * every answer came at once and the listener is told of what it lost.
 * reader dump [FILE TEXT]: dumps the policies, writes TEXT to FILE after the first
 * part; prints "POLICIES INTERRUPTED".
 */
#define _GNU_SOURCE
#include "rawnetlink.h"

#include <fcntl.h>

/* A member of the group with the smallest buffer there is, which nobody reads. */
static int stuck_listener(void)
{
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int fd = open_socket(), size = 1;

	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	/* One without a port would not be told: the kernel's own port is 0. */
	if (bind(fd, (void *)&any, sizeof(any)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group))) {
		perror("membership");
		exit(1);
	}
	return fd;
}

/* Ask so many times while a listener never reads. */
static int stuck(const char *id, int times)
{
	int fd = stuck_listener(), accepted = 0;
	struct verdict got;
	double start = seconds(), begun, longest = 0;

	/* Of a patch that is being worked on, a check is refused: again, but not for ever. */
	while (accepted < times && seconds() - start < 90) {
		START(KMEND_CMD_CHECK);
		put_text(KMEND_A_ID, id);
		begun = seconds();
		got = ask();
		if (seconds() - begun > longest)
			longest = seconds() - begun;
		if (!got.error)
			accepted++;
		else if (got.error == EEXIST || got.error == EBUSY)
			usleep(1000);
		else
			break;
	}
	printf("%d requests accepted, the longest answer took %.0f ms\n", accepted,
	       longest * 1000);
	if (accepted < times || longest > 5)
		return 1;
	while (recv(fd, answer, sizeof(answer), MSG_DONTWAIT) >= 0)
		;
	printf("the listener is told: %s\n", strerror(errno));
	return errno != ENOBUFS;
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0) {
		perror(path);
		exit(1);
	}
	close(fd);
}

static int dump(const char *path, const char *text)
{
	int rest, policies = 0, interrupted = 0;
	struct nlmsghdr *nlh;

	/* A new socket and a small buffer: the kernel fills no more at a time. */
	close(sock);
	sock = open_socket();
	START_DUMP(KMEND_CMD_POLICY_GET);
	if (send(sock, &request, request.nlh.nlmsg_len, 0) < 0)
		return 1;
	for (;;) {
		rest = recv(sock, answer, 4096, 0);
		if (rest < 0)
			return 1;
		for (nlh = (void *)answer; NLMSG_OK(nlh, rest); nlh = NLMSG_NEXT(nlh, rest)) {
			interrupted |= !!(nlh->nlmsg_flags & NLM_F_DUMP_INTR);
			if (nlh->nlmsg_type == NLMSG_ERROR)
				return 1;
			if (nlh->nlmsg_type == NLMSG_DONE) {
				printf("%d %d\n", policies, interrupted);
				return 0;
			}
			policies++;
		}
		if (path)
			write_file(path, text);
		path = NULL;
	}
}

int main(int argc, char **argv)
{
	sock = open_socket();
	if (!resolve()) {
		puts("there is no family");
		return 1;
	}
	if (argc == 4 && !strcmp(argv[1], "stuck"))
		return stuck(argv[2], atoi(argv[3]));
	if ((argc == 2 || argc == 4) && !strcmp(argv[1], "dump"))
		return dump(argc == 4 ? argv[2] : NULL, argc == 4 ? argv[3] : NULL);
	return 2;
}
