/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's extended acknowledgement: what is wrong, in words, and with which
 * attribute of the request.
 */
#ifndef KMEND_NL_EXTACK_H
#define KMEND_NL_EXTACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

/**
 * struct kmend_nl_extack - what an acknowledgement says
 * @error: negative errno; 0: it is no failure
 * @message: the kernel's words; empty: none
 * @cmd: the request's command, by which attributes have their names
 * @attr: number of the attribute complained of; 0: none
 * @value: what the request has there, if that is text; empty: no text
 * @missing: @attr is not in the request and should be
 * @has_range: @min and @max are what is allowed
 * @min: see @has_range
 * @max: see @has_range
 */
struct kmend_nl_extack {
	int error;
	char message[512];
	uint8_t cmd;
	unsigned int attr;
	char value[64];
	bool missing;
	bool has_range;
	uint64_t min;
	uint64_t max;
};

/**
 * kmend_nl_extack_parse() - read an acknowledgement
 * @ack: a message of type NLMSG_ERROR or NLMSG_DONE; its length is that of
 *	the buffer
 * @request: what it answers, which gives attributes by offset their names
 * @out: filled in whatever the message holds
 *
 * Return: whether @ack is an acknowledgement. One whose trailing part makes no
 * sense still is, with the errno alone.
 */
bool kmend_nl_extack_parse(const struct nlmsghdr *ack, const struct nlmsghdr *request,
			   struct kmend_nl_extack *out);

/**
 * kmend_nl_extack_format() - an acknowledgement as a line for people
 * @extack: a failure
 * @line: written here, cut at the end
 * @size: of @line
 */
void kmend_nl_extack_format(const struct kmend_nl_extack *extack, char *line, size_t size);

#endif
