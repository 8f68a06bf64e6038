// SPDX-License-Identifier: GPL-2.0
/* What the measurements share: time, figures, and waiting for the manager. */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"

/* Nothing here takes long in the guest's own time. */
#define PATIENCE_MS 60000

static int missed;

void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("bench: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(2);
}

void must(struct libkmend *kmend, int rc, const char *what)
{
	if (rc < 0)
		die("%s: %s (%s)", what, kmend ? libkmend_error(kmend) : "", strerror(-rc));
}

struct libkmend *connect_manager(void)
{
	struct libkmend *kmend;

	must(NULL, libkmend_open(&kmend), "connect");
	return kmend;
}

struct libkmend *connect_subscribed(void)
{
	struct libkmend *kmend = connect_manager();

	must(kmend, libkmend_subscribe(kmend), "subscribe");
	return kmend;
}

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

uint64_t median(uint64_t *values, size_t nr)
{
	qsort(values, nr, sizeof(*values), by_value);
	return values[nr / 2];
}

void figure(const char *name, double value, const char *unit, double bound)
{
	bool bad = bound && value >= bound;

	printf("# %-58s %10.*f %-2s", name, value == (uint64_t)value ? 0 : 3, value, unit);
	if (bound)
		printf(" below %g%s%s", bound, *unit ? " " : "", unit);
	puts(bad ? " MISSED" : "");
	missed |= bad;
}

int figures_missed(void)
{
	return missed;
}

char **make_ids(const char *prefix, size_t nr)
{
	char **ids = calloc(nr, sizeof(*ids));
	size_t i;

	for (i = 0; ids && i < nr; i++)
		if (asprintf(&ids[i], "%s-%04zu", prefix, i) < 0)
			ids[i] = NULL;
	if (!ids || (nr && !ids[nr - 1]))
		die("out of memory");
	return ids;
}

struct waiting {
	struct expected *expected;
	size_t nr;
	size_t missing;
};

static void look(const struct libkmend_event *event, void *arg)
{
	bool failed = event->event == KMEND_EVENT_FAILED ||
		      event->event == KMEND_EVENT_REVERT_FAILED;
	struct waiting *waiting = arg;
	struct expected *expected;

	if (event->lost)
		die("%llu events were lost", (unsigned long long)event->lost);
	for (expected = waiting->expected; expected < waiting->expected + waiting->nr; expected++) {
		if (expected->time_ns || strcmp(event->patch->id, expected->id))
			continue;
		if (failed)
			die("%s: %s: %s", expected->id, libkmend_event_name(event->event),
			    event->patch->detail ? event->patch->detail : "");
		if (event->event != expected->event)
			continue;
		expected->time_ns = event->patch->time_ns;
		expected->pause_ns = event->patch->pause_ns;
		waiting->missing--;
	}
}

void wait_events(struct libkmend *kmend, struct expected *expected, size_t nr)
{
	struct waiting waiting = { .expected = expected, .nr = nr, .missing = nr };
	struct pollfd fd = { .fd = libkmend_event_fd(kmend), .events = POLLIN };

	while (waiting.missing) {
		if (poll(&fd, 1, PATIENCE_MS) < 1)
			die("%s: not %s in time, or another of %zu", expected->id,
			    libkmend_event_name(expected->event), nr);
		must(kmend, libkmend_follow(kmend, look, &waiting), "follow");
	}
}

uint64_t wait_event(struct libkmend *kmend, const char *id, uint32_t event)
{
	struct expected expected = { .id = id, .event = event };

	wait_events(kmend, &expected, 1);
	return expected.pause_ns;
}

uint64_t last_seq(struct libkmend *kmend)
{
	struct libkmend_stats *stats;
	uint64_t seq;

	must(kmend, libkmend_stats(kmend, &stats), "stats");
	seq = stats->last_seq;
	libkmend_stats_free(stats);
	return seq;
}

uint64_t stops(struct libkmend *kmend)
{
	struct libkmend_stats *stats;
	uint64_t nr;

	must(kmend, libkmend_stats(kmend, &stats), "stats");
	nr = stats->stops;
	libkmend_stats_free(stats);
	return nr;
}
