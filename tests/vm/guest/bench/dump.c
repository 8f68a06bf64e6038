// SPDX-License-Identifier: GPL-2.0
/* What it takes to be told of all patches: by the kernel, and with libkmend. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

#include "bench.h"

#define ROUNDS 5
#define BUFFER (1 << 20)
/* The bound that is asked for: ten milliseconds. */
#define BOUND_MS 10

/* The library, with all that it makes of the answer. */
static uint64_t list_once(struct libkmend *kmend, size_t expected)
{
	struct libkmend_patch **patches;
	uint64_t start = now_ns(), took;
	size_t nr;

	must(kmend, libkmend_list(kmend, &patches, &nr), "list");
	took = now_ns() - start;
	if (nr < expected)
		die("%zu patches were told, %zu are loaded", nr, expected);
	libkmend_list_free(patches, nr);
	return took;
}

/* Return: whether more is to come; counts the patches. */
static int count(char *buffer, int length, size_t *nr)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)buffer;

	for (; nlmsg_ok(nlh, length); nlh = nlmsg_next(nlh, &length)) {
		if (nlh->nlmsg_type == NLMSG_DONE)
			return 0;
		if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_flags & NLM_F_DUMP_INTR)
			die("the dump was refused or interrupted");
		++*nr;
	}
	return 1;
}

/* Nothing but the system calls and a look at each message's header. */
static uint64_t read_once(struct nl_sock *sock, int family, char *buffer, size_t expected)
{
	struct nl_msg *request = nlmsg_alloc();
	uint64_t start, took;
	size_t nr = 0;
	int length;

	if (!request || !genlmsg_put(request, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, NLM_F_DUMP,
				     KMEND_CMD_PATCH_GET, KMEND_GENL_VERSION))
		die("out of memory");
	start = now_ns();
	if (nl_send_auto(sock, request) < 0)
		die("cannot send");
	do {
		length = read(nl_socket_get_fd(sock), buffer, BUFFER);
		if (length <= 0)
			die("cannot read");
	} while (count(buffer, length, &nr));
	took = now_ns() - start;
	nlmsg_free(request);
	if (nr < expected)
		die("%zu patches were told, %zu are loaded", nr, expected);
	return took;
}

void bench_dump(char **args)
{
	size_t expected = strtoul(args[0], NULL, 10);
	struct libkmend *kmend = connect_manager();
	struct nl_sock *sock = nl_socket_alloc();
	uint64_t raw[ROUNDS], listed[ROUNDS];
	char *buffer = malloc(BUFFER);
	char name[80];
	int family, i;

	if (!sock || !buffer || genl_connect(sock))
		die("no socket");
	family = genl_ctrl_resolve(sock, KMEND_GENL_NAME);
	for (i = 0; i < ROUNDS; i++) {
		raw[i] = read_once(sock, family, buffer, expected);
		listed[i] = list_once(kmend, expected);
	}
	snprintf(name, sizeof(name), "dump of %zu patches, told by the kernel", expected);
	figure(name, median(raw, ROUNDS) / 1e6, "ms", BOUND_MS);
	snprintf(name, sizeof(name), "dump of %zu patches, libkmend_list()", expected);
	figure(name, median(listed, ROUNDS) / 1e6, "ms", BOUND_MS);
	free(buffer);
	nl_socket_free(sock);
	libkmend_close(kmend);
}
