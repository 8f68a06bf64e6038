/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef KMEND_NL_TALK_H
#define KMEND_NL_TALK_H

#include "handle.h"

struct nl_msg;
struct nlmsghdr;

/**
 * typedef kmend_nl_reply_fn - is called with each message of an answer
 * @nlh: the message
 * @arg: as given to kmend_nl_talk()
 *
 * Return: 0, or a negative errno that becomes that of the call.
 */
typedef int (*kmend_nl_reply_fn)(const struct nlmsghdr *nlh, void *arg);

/**
 * kmend_nl_talk() - send a request and wait until it is answered
 * @kmend: the handle; its error text is set
 * @request: the request; gets its sequence number
 * @fn: what to do with the messages of the answer; NULL: none is expected
 * @arg: handed to @fn
 *
 * Return: 0, or the negative errno of the kernel, of @fn or of the socket.
 * -EAGAIN: a dump that was inconsistent because something changed meanwhile.
 */
int kmend_nl_talk(struct libkmend *kmend, struct nl_msg *request, kmend_nl_reply_fn fn, void *arg);

/**
 * kmend_nl_from_kernel() - did the kernel send this message?
 * @msg: as received
 *
 * A process with privilege could send one too.
 */
bool kmend_nl_from_kernel(struct nl_msg *msg);

#endif
