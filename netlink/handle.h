/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The handle from the inside, for the files of the library and their tests. */
#ifndef KMEND_NL_HANDLE_H
#define KMEND_NL_HANDLE_H

#include "libkmend.h"

struct nl_sock;

/**
 * struct libkmend - a connection to the manager
 * @sock: for requests and their answers
 * @events: a member of the group of events; NULL: not subscribed
 * @family: number of the netlink family
 * @next_seq: number of the event that comes next; 0: any, none was told yet
 * @overrun: events were lost, and the log was not asked for them yet
 * @error: why the last call failed; empty: it did not
 *
 * Two sockets, so that an event never stands between a request and its
 * answer, and a flood of events never costs an answer.
 */
struct libkmend {
	struct nl_sock *sock;
	struct nl_sock *events;
	int family;
	uint64_t next_seq;
	bool overrun;
	char error[768];
};

/**
 * kmend_nl_handle_alloc() - a handle that is not connected
 *
 * Return: the handle, free it with libkmend_close(); NULL: no memory.
 */
struct libkmend *kmend_nl_handle_alloc(void);

/**
 * kmend_nl_fail() - note why a call failed
 * @kmend: where
 * @error: negative errno
 * @fmt: printf format of the line; NULL: the errno's own text
 *
 * Return: @error.
 */
int kmend_nl_fail(struct libkmend *kmend, int error, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * kmend_nl_errno() - the errno for an error number of libnl
 * @nle: as libnl functions return it, negative
 *
 * libnl folds several errnos into one of its own; this gives the one that fits
 * what the library does.
 * Return: negative errno.
 */
int kmend_nl_errno(int nle);

#endif
