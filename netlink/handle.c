// SPDX-License-Identifier: LGPL-2.1-or-later
/* The connection: opening, closing, and the text of its last error. */
#include "handle.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netlink.h>
#include <netlink/errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

/* The kernel fills dump messages as far as the reader's buffer goes, up to this. */
#define DUMP_BUFFER 32768
/* The longest request: KMEND_TRANSACTION_MAX ids. The kernel doubles it for its own needs. */
#define SEND_BUFFER (128 * 1024)

int kmend_nl_fail(struct libkmend *kmend, int error, const char *fmt, ...)
{
	char text[128];
	va_list ap;

	if (!fmt) {
		snprintf(kmend->error, sizeof(kmend->error), "%s",
			 strerror_r(-error, text, sizeof(text)));
		return error;
	}
	va_start(ap, fmt);
	vsnprintf(kmend->error, sizeof(kmend->error), fmt, ap);
	va_end(ap);
	return error;
}

int kmend_nl_errno(int nle)
{
	static const struct {
		int nle;
		int error;
	} map[] = {
		{ NLE_INTR, EINTR },
		{ NLE_BAD_SOCK, EBADF },
		{ NLE_AGAIN, EAGAIN },
		{ NLE_NOMEM, ENOMEM },
		{ NLE_INVAL, EINVAL },
		{ NLE_MSGSIZE, EMSGSIZE },
		{ NLE_AF_NOSUPPORT, EAFNOSUPPORT },
		{ NLE_PROTO_MISMATCH, EPROTONOSUPPORT },
		{ NLE_OBJ_NOTFOUND, ENOENT },
		{ NLE_NOADDR, EADDRNOTAVAIL },
		{ NLE_MSG_OVERFLOW, ENOBUFS },
		{ NLE_MSG_TRUNC, EBADMSG },
		{ NLE_MSG_TOOSHORT, EBADMSG },
		{ NLE_PERM, EPERM },
		{ NLE_NOACCESS, EACCES },
	};
	size_t i;

	for (i = 0; i < sizeof(map) / sizeof(map[0]); i++) {
		if (map[i].nle == -nle)
			return -map[i].error;
	}
	return -EIO;
}

struct libkmend *kmend_nl_handle_alloc(void)
{
	struct libkmend *kmend = calloc(1, sizeof(*kmend));

	if (!kmend)
		return NULL;
	kmend->sock = nl_socket_alloc();
	if (!kmend->sock) {
		free(kmend);
		return NULL;
	}
	return kmend;
}

void libkmend_close(struct libkmend *kmend)
{
	if (!kmend)
		return;
	nl_socket_free(kmend->sock);
	nl_socket_free(kmend->events);
	free(kmend);
}

static int connect_handle(struct libkmend *kmend)
{
	int one = 1;
	int rc;

	rc = genl_connect(kmend->sock);
	if (rc < 0)
		return kmend_nl_errno(rc);
	if (setsockopt(nl_socket_get_fd(kmend->sock), SOL_NETLINK, NETLINK_EXT_ACK, &one,
		       sizeof(one)))
		return -errno;
	/* Without the request repeated in each refusal; it may be long. */
	if (setsockopt(nl_socket_get_fd(kmend->sock), SOL_NETLINK, NETLINK_CAP_ACK, &one,
		       sizeof(one)))
		return -errno;
	rc = nl_socket_set_buffer_size(kmend->sock, 0, SEND_BUFFER);
	if (rc < 0)
		return kmend_nl_errno(rc);
	nl_socket_set_msg_buf_size(kmend->sock, DUMP_BUFFER);
	/* A longer answer is still received whole. */
	nl_socket_enable_msg_peek(kmend->sock);
	rc = genl_ctrl_resolve(kmend->sock, KMEND_GENL_NAME);
	if (rc < 0)
		return kmend_nl_errno(rc);
	kmend->family = rc;
	return 0;
}

int libkmend_open(struct libkmend **out)
{
	struct libkmend *kmend;
	int rc;

	*out = NULL;
	kmend = kmend_nl_handle_alloc();
	if (!kmend)
		return -ENOMEM;
	rc = connect_handle(kmend);
	if (rc) {
		libkmend_close(kmend);
		return rc;
	}
	*out = kmend;
	return 0;
}

const char *libkmend_error(const struct libkmend *kmend)
{
	return kmend->error;
}
