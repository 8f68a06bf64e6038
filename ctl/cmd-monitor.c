// SPDX-License-Identifier: GPL-2.0
/* kmend monitor: follow what happens, a line per event. */
#include "cmd.h"

#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "client.h"
#include "exec.h"
#include "json.h"
#include "print.h"
#include "text.h"

/**
 * struct monitor - a monitor under way
 * @json: print JSON
 * @count: end after so many events; 0: never
 * @timeout_s: end after so many seconds; 0: never
 * @since: tell those that are kept, from this number on
 * @from_log: @since was given
 * @command: run it for each event; NULL: none
 * @seen: events shown
 * @err: where a failure to print goes
 */
struct monitor {
	bool json;
	uint32_t count;
	uint32_t timeout_s;
	uint64_t since;
	bool from_log;
	const char *command;
	uint32_t seen;
	struct kmend_err *err;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct monitor *monitor = state->input;

	switch (key) {
	case 'j':
		monitor->json = true;
		return 0;
	case 'c':
		if (!kmend_text_parse_number(arg, UINT32_MAX, &monitor->count))
			argp_error(state, "--count %s: not a number from 1", arg);
		return 0;
	case 't':
		if (!kmend_text_parse_number(arg, INT32_MAX, &monitor->timeout_s))
			argp_error(state, "--timeout %s: not a number of seconds from 1", arg);
		return 0;
	case 's':
		if (!kmend_text_parse_seq(arg, &monitor->since))
			argp_error(state, "--since %s: not the number of an event, or 0", arg);
		monitor->from_log = true;
		return 0;
	case 'e':
		monitor->command = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "takes no argument: '%s'", arg);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print one JSON object per line", 0 },
	{ "count", 'c', "N", 0, "End after N events", 0 },
	{ "timeout", 't', "S", 0, "End after S seconds", 0 },
	{ "since", 's', "SEQ", 0,
	  "Begin with event number SEQ, as far as the manager keeps it; 0: with the oldest", 0 },
	{ "exec", 'e', "CMD", 0,
	  "Run CMD in a shell for each event, with the event as JSON on its stdin", 0 },
	{ 0 }
};

static const struct argp argp = {
	options, parse, NULL,
	"Follow the events of all patches as they happen. What was missed is fetched from the manager; "
	"which events are gone for good is told. "
	"Needs no privilege.",
	NULL, NULL, NULL
};

/* A line about the stream itself; in JSON, an object. */
static void tell(struct monitor *monitor, json_t *object, const char *text)
{
	if (monitor->json) {
		kmend_json_print(object, true, monitor->err);
		return;
	}
	json_decref(object);
	printf("(%s)\n", text);
	fflush(stdout);
}

static void tell_gone(struct monitor *monitor, uint64_t first, uint64_t last)
{
	char text[96];

	if (first == last)
		snprintf(text, sizeof(text), "event %" PRIu64 " is gone", first);
	else
		snprintf(text, sizeof(text), "events %" PRIu64 " to %" PRIu64 " are gone", first,
			 last);
	tell(monitor,
	     json_pack("{sIsIsI}", "missing", (json_int_t)(last - first + 1), "first",
		       (json_int_t)first, "last", (json_int_t)last),
	     text);
}

static void exec_event(struct monitor *monitor, const struct libkmend_event *event)
{
	char why[128], text[256];

	if (!kmend_exec_event(monitor->command, event, why, sizeof(why)))
		return;
	snprintf(text, sizeof(text), "the command for event %" PRIu64 " failed: %s", event->seq,
		 why);
	tell(monitor,
	     json_pack("{sssI}", "exec_failed", why, "seq", (json_int_t)event->seq), text);
}

static void print_event(struct monitor *monitor, const struct libkmend_event *event)
{
	if (monitor->json) {
		kmend_json_print(kmend_json_event(event), true, monitor->err);
		return;
	}
	kmend_text_put_time(stdout, event->patch->time_ns);
	putchar(' ');
	kmend_print_event(stdout, event);
	putchar('\n');
	fflush(stdout);
}

static void on_event(const struct libkmend_event *event, void *arg)
{
	struct monitor *monitor = arg;

	if (monitor->count && monitor->seen >= monitor->count)
		return;
	monitor->seen++;
	if (event->lost)
		tell_gone(monitor, event->seq - event->lost, event->seq - 1);
	print_event(monitor, event);
	if (monitor->command)
		exec_event(monitor, event);
}

static int receive(struct libkmend *kmend, struct monitor *monitor, struct kmend_err *err)
{
	int rc = libkmend_follow(kmend, on_event, monitor);

	switch (rc) {
	case -EBADMSG:
		tell(monitor, json_pack("{sb}", "malformed", 1),
		     "an event that makes no sense was skipped");
		return 0;
	case -EOPNOTSUPP:
		/* An older manager keeps no events; that some are gone was told. */
		return 0;
	case -ENOTCONN:
		return kmend_err_set(err, KMEND_EXIT_NO_MANAGER, "kmend.ko was unloaded");
	}
	return rc < 0 ? kmend_client_fail(err, kmend, NULL, rc) : 0;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Milliseconds to sleep; -1: without end. */
static int remaining(int64_t end)
{
	int64_t left = end - now_ms();

	if (!end)
		return -1;
	if (left <= 0)
		return 0;
	return left > INT32_MAX ? INT32_MAX : left;
}

static int follow(struct libkmend *kmend, struct monitor *monitor, struct kmend_err *err)
{
	/* stdout is watched for its reader going away, which no write may tell for long. */
	struct pollfd fds[] = {
		{ .fd = libkmend_event_fd(kmend), .events = POLLIN },
		{ .fd = fileno(stdout) },
	};
	int64_t end = monitor->timeout_s ? now_ms() + monitor->timeout_s * 1000LL : 0;
	int ready;

	while (!monitor->count || monitor->seen < monitor->count) {
		ready = poll(fds, 2, remaining(end));
		if (ready < 0 && errno != EINTR)
			return kmend_err_set(err, KMEND_EXIT_FAILED, "cannot wait for events: %s",
					     strerror(errno));
		if (ready == 0 && remaining(end) == 0)
			return 0;
		if (ready > 0 && fds[1].revents)
			return 0;
		if (ready > 0 && receive(kmend, monitor, err))
			return -1;
		if (err->code != KMEND_EXIT_OK)
			return -1;
		/* Also while events keep coming. */
		if (end && remaining(end) == 0)
			return 0;
	}
	return 0;
}

static int run(int argc, char **argv, struct kmend_err *err)
{
	struct monitor monitor = { .err = err };
	struct libkmend *kmend;
	int rc;

	argp_parse(&argp, argc, argv, 0, NULL, &monitor);
	if (kmend_client_open(&kmend, err))
		return -1;
	/* In this order, so that no event falls in between. */
	rc = libkmend_subscribe(kmend);
	if (!rc && monitor.from_log)
		rc = libkmend_events_since(kmend, monitor.since, on_event, &monitor, NULL);
	if (rc < 0)
		rc = kmend_client_fail(err, kmend, NULL, rc);
	else
		rc = follow(kmend, &monitor, err);
	libkmend_close(kmend);
	return rc;
}

const struct kmend_command kmend_cmd_monitor = {
	.name = "monitor",
	.summary = "follow what happens, a line per event",
	.run = run,
};
