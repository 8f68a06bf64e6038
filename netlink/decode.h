/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the manager says, as structures. Attributes that this build does not know are
 * skipped, so that an older library works with a newer manager; an attribute
 * that it knows must be exactly what kmend.h says, or the message is refused.
 */
#ifndef KMEND_NL_DECODE_H
#define KMEND_NL_DECODE_H

#include "libkmend.h"

struct nlmsghdr;

/**
 * kmend_nl_decode_patch() - read an answer to KMEND_CMD_PATCH_GET
 * @nlh: the message; its length is that of the buffer
 * @out: free it with libkmend_patch_free(); NULL on failure
 *
 * Return: 0, -ENOMEM or -EBADMSG.
 */
int kmend_nl_decode_patch(const struct nlmsghdr *nlh, struct libkmend_patch **out);

/**
 * kmend_nl_decode_transaction() - read the answer to a request
 * @nlh: the message; its length is that of the buffer
 * @cmd: the request's command
 * @transaction: the number that the manager gave it
 *
 * Return: 0, -ENOMEM or -EBADMSG.
 */
int kmend_nl_decode_transaction(const struct nlmsghdr *nlh, uint8_t cmd, uint64_t *transaction);

/**
 * kmend_nl_decode_event() - read a KMEND_CMD_EVENT
 * @nlh: the message; its length is that of the buffer
 * @event: filled in; @event->lost is 0
 * @out: the patch that @event->patch points to, to be freed with libkmend_patch_free();
 *	NULL on failure
 *
 * Return: 0, -ENOMEM or -EBADMSG.
 */
int kmend_nl_decode_event(const struct nlmsghdr *nlh, struct libkmend_event *event,
			  struct libkmend_patch **out);

/**
 * kmend_nl_decode_kept() - read an answer to KMEND_CMD_EVENT_GET
 * @nlh: the message; its length is that of the buffer
 * @event: filled in, as above
 * @out: as above; NULL as well if the message is the one that closes the answer
 * @last: of that message: the number of the last event that happened
 *
 * Return: 0, -ENOMEM or -EBADMSG.
 */
int kmend_nl_decode_kept(const struct nlmsghdr *nlh, struct libkmend_event *event,
			 struct libkmend_patch **out, uint64_t *last);

#endif
