/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_BACKOFF_H
#define _KMEND_BACKOFF_H

#include "compat.h"

/**
 * struct kmend_backoff - how attempts follow each other
 * @initial_delay_ms: wait after the first attempt
 * @max_delay_ms: no wait is longer; wins over @initial_delay_ms
 * @multiplier_percent: each wait in percent of the one before; 100 and less:
 *	all are the same
 * @deadline_ms: from the submission; an attempt that fails after it is the last
 *
 * Any values are safe; what makes sense is policy.c's business.
 */
struct kmend_backoff {
	u32 initial_delay_ms;
	u32 max_delay_ms;
	u32 multiplier_percent;
	u32 deadline_ms;
};

/**
 * kmend_backoff_delay_ms() - the wait after an attempt, deadline aside
 * @backoff: the policy's values
 * @attempt: number of the attempt that was just made, from 1
 *
 * Context: any; pure.
 * Return: milliseconds, at least 1.
 */
u32 kmend_backoff_delay_ms(const struct kmend_backoff *backoff, u32 attempt);

/**
 * kmend_backoff_elapsed_ms() - time gone by between two readings of a clock
 * @start_ns: earlier reading
 * @now_ns: later reading; should it be the earlier one, nothing has gone by
 *
 * Context: any; pure.
 * Return: whole milliseconds.
 */
u64 kmend_backoff_elapsed_ms(u64 start_ns, u64 now_ns);

/**
 * kmend_backoff_next() - when to try again
 * @backoff: the policy's values
 * @attempt: number of the attempt that was just made, from 1
 * @elapsed_ms: since the submission
 * @delay_ms: milliseconds to wait, at least 1; set if there is a next attempt
 *
 * A wait never reaches past the deadline: the last attempt is made at it.
 *
 * Context: any; pure.
 * Return: whether there is another attempt.
 */
bool kmend_backoff_next(const struct kmend_backoff *backoff, u32 attempt,
			u64 elapsed_ms, u32 *delay_ms);

#endif
