/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_BACKOFF_H
#define _KMEND_BACKOFF_H

#include "compat.h"

#include "../uapi/kmend.h"

/**
 * struct kmend_backoff - how attempts follow each other
 * @initial_delay_ms: wait after the first attempt
 * @max_delay_ms: no wait is longer; wins over @initial_delay_ms
 * @multiplier_percent: each wait in percent of the one before; 100 and less:
 *	all are the same
 * @deadline_ms: from the submission; an attempt that fails after it is the last
 * @jitter_percent: how much of each wait is left to chance; 100 and more: all
 * @max_attempts: so many and no more; 0: as many as the deadline allows
 *
 * Any values are safe; what makes sense is policy.c's business.
 */
struct kmend_backoff {
	u32 initial_delay_ms;
	u32 max_delay_ms;
	u32 multiplier_percent;
	u32 deadline_ms;
	u32 jitter_percent;
	u32 max_attempts;
};

/**
 * kmend_backoff_delay_ms() - the longest wait after an attempt, deadline aside
 * @backoff: the policy's values
 * @attempt: number of the attempt that was just made, from 1
 *
 * Context: any; pure.
 * Return: milliseconds, at least 1.
 */
u32 kmend_backoff_delay_ms(const struct kmend_backoff *backoff, u32 attempt);

/**
 * kmend_backoff_jitter_ms() - shorten a wait by chance
 * @delay_ms: the longest that it may be
 * @jitter_percent: this part of it is left to chance
 * @random: any number; equally likely numbers give equally likely waits
 *
 * Only ever shorter, so that a wait keeps to its bounds without another look
 * at them.
 *
 * Context: any; pure.
 * Return: milliseconds, at least 1.
 */
u32 kmend_backoff_jitter_ms(u32 delay_ms, u32 jitter_percent, u32 random);

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
 * @random: any number, for the jitter
 * @delay_ms: milliseconds to wait, at least 1; set if there is a next attempt
 *
 * A wait never reaches past the deadline: the last attempt is made at it. It is
 * cut after the jitter, so that chance does not take that attempt away.
 *
 * Context: any; pure.
 * Return: KMEND_CAUSE_NONE if there is another attempt, or why there is none:
 * KMEND_CAUSE_DEADLINE, also if both are true, or KMEND_CAUSE_ATTEMPTS.
 */
enum kmend_cause kmend_backoff_next(const struct kmend_backoff *backoff, u32 attempt,
				    u64 elapsed_ms, u32 random, u32 *delay_ms);

#endif
