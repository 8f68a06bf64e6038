/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The manager's log of events, as one answer. */
#ifndef KMEND_NL_LOG_H
#define KMEND_NL_LOG_H

#include "libkmend.h"

/**
 * struct kmend_nl_kept - an event that the log had
 * @event: the event; @event.lost is 0
 * @patch: what @event.patch points to
 */
struct kmend_nl_kept {
	struct libkmend_event event;
	struct libkmend_patch *patch;
};

/**
 * struct kmend_nl_log - what the log had, in order of the numbers
 * @kept: @nr events
 * @nr: see @kept
 * @last: number of the last event that happened; 0: none yet
 * @closed: the answer was complete
 */
struct kmend_nl_log {
	struct kmend_nl_kept *kept;
	size_t nr;
	uint64_t last;
	bool closed;
};

/**
 * kmend_nl_log_fetch() - ask for the events from a number on
 * @kmend: the handle; its error text is set
 * @seq: the number; 0: the oldest that is kept
 * @log: free it with kmend_nl_log_free(), also after a failure
 *
 * All of it is taken before anybody sees an event: a slow reader cannot
 * lose events to the log's going on, and may use the handle.
 * Return: 0. -ERANGE: @seq is beyond the next number. -EBADMSG. Another -errno.
 */
int kmend_nl_log_fetch(struct libkmend *kmend, uint64_t seq, struct kmend_nl_log *log);

/** kmend_nl_log_free() - free what @log holds */
void kmend_nl_log_free(struct kmend_nl_log *log);

#endif
