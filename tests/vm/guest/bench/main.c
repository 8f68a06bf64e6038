// SPDX-License-Identifier: GPL-2.0
/*
 * bench VERB ARGUMENT...: measure the manager. Prints a figure a line with its
 * bound; exits with 1 if one is missed, with 2 if it could not be measured.
 */
#include <stdio.h>
#include <string.h>

#include "bench.h"

static const struct {
	const char *name;
	void (*run)(char **args);
	int nr_args;
	const char *args;
} verbs[] = {
	{ "dump", bench_dump, 1, "PATCHES" },
	{ "submit", bench_submit, 4, "GATE PREFIX PATCHES FILE" },
	{ "events", bench_events, 3, "PREFIX PATCHES EVENTS" },
	{ "transaction", bench_transaction, 2, "PREFIX PATCHES" },
	{ "pause", bench_pause, 2, "ID THREADS" },
	{ "evict", bench_evict, 3, "ID THREADS POLICY" },
	{ "memory", bench_memory, 5, "MODULE OTHER PATCHES FUNCTION FUNCTIONS" },
	{ "upstream", bench_upstream, 3, "ID MODULE FUNCTION" },
	{ "calls", bench_calls, 1, "ID" },
};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; argc > 1 && i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (strcmp(argv[1], verbs[i].name) || argc - 2 != verbs[i].nr_args)
			continue;
		verbs[i].run(argv + 2);
		return figures_missed() ? 1 : 0;
	}
	for (i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		fprintf(stderr, "bench %s %s\n", verbs[i].name, verbs[i].args);
	return 2;
}
