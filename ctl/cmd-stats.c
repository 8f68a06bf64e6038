// SPDX-License-Identifier: GPL-2.0
/* kmend stats: what the manager has done since it was loaded. */
#include "cmd.h"

#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client.h"
#include "json.h"
#include "options.h"
#include "text.h"

enum { NR_NUMBERS = 16 };

struct number {
	int attr;
	const char *name;
	uint64_t value;
};

/* In the order in which they are shown. */
static void list_numbers(const struct libkmend_stats *stats, struct number out[NR_NUMBERS])
{
	const struct number numbers[NR_NUMBERS] = {
		{ KMEND_A_STATS_FORMAT, "format", stats->format },
		{ KMEND_A_STATS_LOADED, "loaded", stats->loaded },
		{ KMEND_A_STATS_APPLIED, "applied", stats->applied },
		{ KMEND_A_STATS_WAITING, "waiting", stats->waiting },
		{ KMEND_A_STATS_HISTORY, "history", stats->history },
		{ KMEND_A_STATS_TRANSACTIONS, "transactions", stats->transactions },
		{ KMEND_A_STATS_ATTEMPTS, "attempts", stats->attempts },
		{ KMEND_A_STATS_STOPS, "stops", stats->stops },
		{ KMEND_A_STATS_SPARED, "spared", stats->spared },
		{ KMEND_A_STATS_EVICTED, "evicted", stats->evicted },
		{ KMEND_A_STATS_WOKEN, "woken", stats->woken },
		{ KMEND_A_STATS_PAUSE_TOTAL_NS, "pause_total_ns", stats->pause_total_ns },
		{ KMEND_A_STATS_PAUSE_MAX_NS, "pause_max_ns", stats->pause_max_ns },
		{ KMEND_A_STATS_LAST_SEQ, "last_seq", stats->last_seq },
		{ KMEND_A_STATS_LOG_SIZE, "log_size", stats->log_size },
		{ KMEND_A_STATS_DISAGREEMENTS, "disagreements", stats->disagreements },
	};

	memcpy(out, numbers, sizeof(numbers));
}

static int print_json(const struct libkmend_stats *stats, struct kmend_err *err)
{
	struct number numbers[NR_NUMBERS];
	json_t *object = json_object();
	size_t i;

	json_object_set_new(object, "version", kmend_json_text(stats->version));
	list_numbers(stats, numbers);
	for (i = 0; i < NR_NUMBERS; i++) {
		if (LIBKMEND_HAS(stats, numbers[i].attr))
			json_object_set_new(object, numbers[i].name,
					    json_integer(numbers[i].value));
	}
	return kmend_json_print(object, false, err);
}

static void print_text(const struct libkmend_stats *stats)
{
	struct number numbers[NR_NUMBERS];
	char label[32];
	size_t i;

	printf("%-16s ", "version:");
	kmend_text_put(stdout, stats->version);
	putchar('\n');
	list_numbers(stats, numbers);
	for (i = 0; i < NR_NUMBERS; i++) {
		if (!LIBKMEND_HAS(stats, numbers[i].attr))
			continue;
		snprintf(label, sizeof(label), "%s:", numbers[i].name);
		printf("%-16s %" PRIu64 "\n", label, numbers[i].value);
	}
}

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ 0 }
};

static const struct argp argp = {
	options, kmend_plain_parse, NULL,
	"Show the manager's version and what it has done since it was loaded.",
	NULL, NULL, NULL
};

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct kmend_plain_options args = { 0 };
	struct libkmend_stats *stats;
	struct libkmend *kmend;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (kmend_client_open(&kmend, err))
		return -1;
	rc = libkmend_stats(kmend, &stats);
	if (rc == -EOPNOTSUPP)
		rc = kmend_err_set(err, KMEND_EXIT_FAILED,
				   "this kmend.ko keeps no counters: it is older than 0.2");
	else if (rc)
		rc = kmend_client_fail(err, kmend, NULL, rc);
	else if (args.json)
		rc = print_json(stats, err);
	else
		print_text(stats);
	libkmend_stats_free(stats);
	libkmend_close(kmend);
	return rc;
}

const struct kmend_command kmend_cmd_stats = {
	.name = "stats",
	.summary = "show what the manager has done so far",
	.run = run,
};
