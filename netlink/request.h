/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef KMEND_NL_REQUEST_H
#define KMEND_NL_REQUEST_H

#include "libkmend.h"

struct nl_msg;

/**
 * kmend_nl_request() - a message that asks the manager for something
 * @family: number of the netlink family
 * @cmd: enum kmend_cmd
 * @ids: @nr patches
 * @nr: 0: ask for all of them (a dump)
 * @options: may be NULL
 * @out: the message, without sequence number and port; free it with nlmsg_free()
 *
 * Return: 0. -ENOMEM. -EMSGSIZE: the strings do not fit. -EINVAL: the options
 * have no proper size. -E2BIG: they ask for what this library does not know.
 */
int kmend_nl_request(int family, uint8_t cmd, const char *const *ids, size_t nr,
		     const struct libkmend_options *options, struct nl_msg **out);

/**
 * kmend_nl_request_plain() - a message that is not about patches
 * @family: number of the netlink family
 * @cmd: enum kmend_cmd
 * @flags: NLM_F_ACK or NLM_F_DUMP
 * @attr: number of its one attribute; 0: none
 * @text: what that holds
 * @out: as above
 *
 * Return: 0. -ENOMEM. -EMSGSIZE: @text does not fit.
 */
int kmend_nl_request_plain(int family, uint8_t cmd, int flags, int attr, const char *text,
			   struct nl_msg **out);

/**
 * kmend_nl_cascade() - is that what the options ask for?
 * @options: may be NULL, and those of an older program, which did not know it
 */
bool kmend_nl_cascade(const struct libkmend_options *options);

/**
 * kmend_nl_request_events() - a message that asks for the events that are kept
 * @family: number of the netlink family
 * @seq: the first number that is wanted; 0: the oldest
 * @out: as above
 *
 * Return: 0 or -ENOMEM.
 */
int kmend_nl_request_events(int family, uint64_t seq, struct nl_msg **out);

#endif
