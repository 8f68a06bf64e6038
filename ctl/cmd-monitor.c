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
#include "json.h"
#include "print.h"
#include "text.h"

/**
 * struct monitor - a monitor under way
 * @json: print JSON
 * @count: end after so many events; 0: never
 * @timeout_s: end after so many seconds; 0: never
 * @seen: events shown
 * @err: where a failure to print goes
 */
struct monitor {
	bool json;
	uint32_t count;
	uint32_t timeout_s;
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
	{ 0 }
};

static const struct argp argp = {
	options, parse, NULL,
	"Follow the events of all patches as they happen. Says so when events are missing. "
	"Needs no privilege.",
	NULL, NULL, NULL
};

/* A line about the stream itself; in JSON, an object with that one key. */
static void tell(struct monitor *monitor, const char *key, json_t *value, const char *text)
{
	json_t *object;

	if (monitor->json) {
		object = json_object();
		json_object_set_new(object, key, value);
		kmend_json_print(object, true, monitor->err);
		return;
	}
	json_decref(value);
	printf("(%s)\n", text);
	fflush(stdout);
}

static void on_event(const struct libkmend_event *event, void *arg)
{
	struct monitor *monitor = arg;
	char text[64];

	if (monitor->count && monitor->seen >= monitor->count)
		return;
	monitor->seen++;
	if (event->lost) {
		snprintf(text, sizeof(text), "%" PRIu64 " events are missing here", event->lost);
		tell(monitor, "missing", json_integer(event->lost), text);
	}
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

static int receive(struct libkmend *kmend, struct monitor *monitor, struct kmend_err *err)
{
	int rc = libkmend_receive(kmend, on_event, monitor);

	switch (rc) {
	case -ENOBUFS:
		tell(monitor, "overrun", json_true(), "events were lost, reading was too slow");
		return 0;
	case -EBADMSG:
		tell(monitor, "malformed", json_true(), "an event that makes no sense was skipped");
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
	rc = libkmend_subscribe(kmend);
	if (rc)
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
