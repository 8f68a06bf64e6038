/* SPDX-License-Identifier: GPL-2.0 */
/* A command of the user's, run for an event. */
#ifndef KMEND_CTL_EXEC_H
#define KMEND_CTL_EXEC_H

#include <stddef.h>

struct libkmend_event;

/**
 * kmend_exec_event() - run a command for an event, and wait until it ends
 * @command: for /bin/sh -c
 * @event: is its stdin, as a line of JSON; KMEND_EVENT, KMEND_ID, KMEND_STATE,
 *	KMEND_SEQ and KMEND_CAUSE are in its environment
 * @why: what went wrong, "exit code 3"
 * @size: bytes of @why
 *
 * Return: 0; -1 with @why: it could not be run, or it failed.
 */
int kmend_exec_event(const char *command, const struct libkmend_event *event, char *why,
		     size_t size);

#endif
