// SPDX-License-Identifier: GPL-2.0
/*
 * Does what a request costs grow with the number of patches that are loaded?
 * Measured with few and again with many; the first time notes in a file what the
 * second compares with.
 *
 * What is submitted depends on a patch that is loaded and not applied, the gate,
 * so no attempt gets between the request and its answer.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

#define ROUNDS 21
/* Growth is not there if a hundred times the patches cost no half more. */
#define BOUND_RATIO 1.5

struct cost {
	uint64_t submit_ns;
	uint64_t cancel_ns;
	uint64_t ready_ns;
};

static void submit_and_cancel(struct libkmend *kmend, const char *id, struct cost *cost)
{
	uint64_t start = now_ns();

	must(kmend, libkmend_submit(kmend, id, NULL), "submit");
	cost->submit_ns = now_ns() - start;
	start = now_ns();
	must(kmend, libkmend_cancel(kmend, id), "cancel");
	cost->cancel_ns = now_ns() - start;
}

/* From the gate's being applied to its dependent's being ready, by the manager's own clock. */
static uint64_t pass_gate(struct libkmend *kmend, const char *gate, const char *id)
{
	const char *both[] = { id, gate };
	struct expected in[] = {
		{ .id = gate, .event = KMEND_EVENT_APPLIED },
		{ .id = id, .event = KMEND_EVENT_READY },
		{ .id = id, .event = KMEND_EVENT_APPLIED },
	};
	struct expected out[] = {
		{ .id = gate, .event = KMEND_EVENT_REVERTED },
		{ .id = id, .event = KMEND_EVENT_REVERTED },
	};

	must(kmend, libkmend_submit(kmend, id, NULL), "submit");
	must(kmend, libkmend_submit(kmend, gate, NULL), "submit the gate");
	wait_events(kmend, in, 3);
	must(kmend, libkmend_revert_many(kmend, both, 2, NULL, NULL), "revert");
	wait_events(kmend, out, 2);
	return in[1].time_ns - in[0].time_ns;
}

static struct cost measure(const char *gate, const char *prefix)
{
	uint64_t submit[ROUNDS], cancel[ROUNDS], ready[ROUNDS / 4];
	struct libkmend *asking = connect_manager(), *following = connect_subscribed();
	char **ids = make_ids(prefix, ROUNDS / 4);
	struct cost cost;
	size_t i;

	for (i = 0; i < ROUNDS; i++) {
		submit_and_cancel(asking, ids[i % (ROUNDS / 4)], &cost);
		submit[i] = cost.submit_ns;
		cancel[i] = cost.cancel_ns;
	}
	for (i = 0; i < ROUNDS / 4; i++)
		ready[i] = pass_gate(following, gate, ids[i]);
	libkmend_close(asking);
	libkmend_close(following);
	cost.submit_ns = median(submit, ROUNDS);
	cost.cancel_ns = median(cancel, ROUNDS);
	cost.ready_ns = median(ready, ROUNDS / 4);
	return cost;
}

static void tell(const char *what, const char *patches, uint64_t ns, uint64_t before_ns)
{
	char name[80];

	snprintf(name, sizeof(name), "%s, %s patches loaded", what, patches);
	figure(name, ns / 1e3, "us", 0);
	if (!before_ns)
		return;
	snprintf(name, sizeof(name), "%s, times that with few", what);
	figure(name, (double)ns / before_ns, "", BOUND_RATIO);
}

void bench_submit(char **args)
{
	struct cost before = { 0, 0, 0 }, cost = measure(args[0], args[1]);
	FILE *file = fopen(args[3], "r+");

	if (file && fread(&before, sizeof(before), 1, file) != 1)
		die("%s: not what was noted", args[3]);
	if (!file) {
		file = fopen(args[3], "w");
		if (!file || fwrite(&cost, sizeof(cost), 1, file) != 1)
			die("%s: cannot be written", args[3]);
	}
	fclose(file);
	tell("submit, request to answer", args[2], cost.submit_ns, before.submit_ns);
	tell("cancel, request to answer", args[2], cost.cancel_ns, before.cancel_ns);
	tell("one apply, until its one dependent is ready", args[2], cost.ready_ns, before.ready_ns);
}
