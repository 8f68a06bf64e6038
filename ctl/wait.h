/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting for the outcome of a request, showing on the way what happens. */
#ifndef KMEND_CTL_WAIT_H
#define KMEND_CTL_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct libkmend;

/**
 * kmend_wait() - wait until the manager is through with a patch
 * @kmend: a handle that was subscribed before the request was sent
 * @id: the patch
 * @reverting: it is a revert that was asked for or cancelled: to find it applied
 *	means that the revert failed
 * @json: print events as JSON, or else as text
 * @outcome: how it ended: KMEND_EVENT_APPLIED, FAILED, CANCELLED, REVERTED or
 *	REVERT_FAILED
 * @err: why it is not known, or else (with @outcome set and a return of 0) why the
 *	outcome is a failure
 *
 * Return: 0 when the outcome is known. -1 with @err: not known;
 * KMEND_EXIT_INTERRUPTED: SIGINT came, the manager goes on.
 */
int kmend_wait(struct libkmend *kmend, const char *id, bool reverting, bool json,
	       uint32_t *outcome, struct kmend_err *err);

/**
 * kmend_accepted() - say that the manager took a request, for who does not wait
 * @kmend: the handle
 * @id: the patch
 * @what: what it will do, "revert submitted"
 * @json: print the patch as JSON instead
 * @err: why the patch could not be got
 *
 * Return: 0, or -1 with @err.
 */
int kmend_accepted(struct libkmend *kmend, const char *id, const char *what, bool json,
		   struct kmend_err *err);

#endif
