// SPDX-License-Identifier: GPL-2.0
/*
 * When to try again, and until when. Pure: the clock's readings and chance come
 * in as arguments.
 */
#include "backoff.h"

#define KMEND_NS_PER_MS 1000000ULL

u32 kmend_backoff_delay_ms(const struct kmend_backoff *backoff, u32 attempt)
{
	u64 max = backoff->max_delay_ms ? backoff->max_delay_ms : 1;
	u64 delay = backoff->initial_delay_ms ? backoff->initial_delay_ms : 1;
	u32 step;

	/*
	 * delay < max < 2^32 at each multiplication, so the product fits. It is
	 * rounded up: a delay of 1 ms at 101 % must grow too, or this loop
	 * would run as often as there were attempts.
	 */
	for (step = 1; step < attempt && delay < max; step++) {
		if (backoff->multiplier_percent <= 100)
			break;
		delay = (delay * backoff->multiplier_percent + 99) / 100;
	}
	return delay < max ? delay : max;
}

u32 kmend_backoff_jitter_ms(u32 delay_ms, u32 jitter_percent, u32 random)
{
	u32 percent = jitter_percent < 100 ? jitter_percent : 100;
	u32 span = (u64)delay_ms * percent / 100;
	/* From 0 to span: random / 2^32 is less than 1. The product is below 2^64. */
	u32 drawn = ((u64)random * ((u64)span + 1)) >> 32;
	u32 delay = delay_ms - span + drawn;

	return delay ? delay : 1;
}

u64 kmend_backoff_elapsed_ms(u64 start_ns, u64 now_ns)
{
	return now_ns > start_ns ? (now_ns - start_ns) / KMEND_NS_PER_MS : 0;
}

enum kmend_cause kmend_backoff_next(const struct kmend_backoff *backoff, u32 attempt,
				    u64 elapsed_ms, u32 random, u32 *delay_ms)
{
	u64 left;

	if (elapsed_ms >= backoff->deadline_ms)
		return KMEND_CAUSE_DEADLINE;
	if (backoff->max_attempts && attempt >= backoff->max_attempts)
		return KMEND_CAUSE_ATTEMPTS;

	left = backoff->deadline_ms - elapsed_ms;
	*delay_ms = kmend_backoff_jitter_ms(kmend_backoff_delay_ms(backoff, attempt),
					    backoff->jitter_percent, random);
	if (*delay_ms > left)
		*delay_ms = left;
	return KMEND_CAUSE_NONE;
}
