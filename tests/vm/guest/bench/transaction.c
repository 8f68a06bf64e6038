// SPDX-License-Identifier: GPL-2.0
/* The pause for many patches as one transaction, and for one of them. */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

#define ROUNDS 5
/* As long as that for two of them, at most. */
#define BOUND_RATIO 2

struct pauses {
	uint64_t apply_ns[ROUNDS];
	uint64_t revert_ns[ROUNDS];
};

/* In and out again; ends the program if either takes more stops than one. */
static void once(struct libkmend *kmend, char **ids, size_t nr, struct pauses *pauses, int round)
{
	const char *const *list = (const char *const *)ids;
	uint64_t before = stops(kmend);

	must(kmend, libkmend_submit_many(kmend, list, nr, NULL, NULL), "submit");
	pauses->apply_ns[round] = wait_event(kmend, ids[nr - 1], KMEND_EVENT_APPLIED);
	must(kmend, libkmend_revert_many(kmend, list, nr, NULL, NULL), "revert");
	pauses->revert_ns[round] = wait_event(kmend, ids[nr - 1], KMEND_EVENT_REVERTED);
	if (stops(kmend) != before + 2)
		die("%zu patches in and out: %llu stops", nr,
		    (unsigned long long)(stops(kmend) - before));
}

static void tell(const char *what, size_t nr, uint64_t one_ns, uint64_t many_ns)
{
	char name[80];

	snprintf(name, sizeof(name), "pause to %s 1 patch", what);
	figure(name, one_ns / 1e3, "us", 0);
	snprintf(name, sizeof(name), "pause to %s %zu as one transaction", what, nr);
	figure(name, many_ns / 1e3, "us", 0);
	snprintf(name, sizeof(name), "pause to %s %zu, times that for 1", what, nr);
	figure(name, (double)many_ns / one_ns, "", BOUND_RATIO);
}

void bench_transaction(char **args)
{
	size_t nr = strtoul(args[1], NULL, 10);
	struct libkmend *kmend = connect_subscribed();
	char **ids = make_ids(args[0], nr), name[80];
	struct pauses one, many;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		once(kmend, ids + i, 1, &one, i);
		once(kmend, ids, nr, &many, i);
	}
	libkmend_close(kmend);
	snprintf(name, sizeof(name), "stops for a transaction of %zu", nr);
	figure(name, 1, "", 2);
	tell("apply", nr, median(one.apply_ns, ROUNDS), median(many.apply_ns, ROUNDS));
	tell("revert", nr, median(one.revert_ns, ROUNDS), median(many.revert_ns, ROUNDS));
}
