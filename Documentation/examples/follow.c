// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Prints every event until it is interrupted, those that the manager keeps first.
 * cc -o follow follow.c $(pkg-config --cflags --libs libkmend)
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <libkmend.h>

static void on_event(const struct libkmend_event *event, void *arg)
{
	const struct libkmend_patch *patch = event->patch;

	if (event->lost)
		printf("%llu events are gone\n", (unsigned long long)event->lost);
	printf("%llu %s %s", (unsigned long long)event->seq, libkmend_event_name(event->event),
	       patch->id ? patch->id : "?");
	if (patch->cause != KMEND_CAUSE_NONE)
		printf(": %s", libkmend_cause_about(patch->cause));
	if (patch->transaction)
		printf(" (transaction %llu)", (unsigned long long)patch->transaction);
	putchar('\n');
}

int main(void)
{
	struct libkmend *kmend;
	struct pollfd fd;
	int rc;

	rc = libkmend_open(&kmend);
	if (rc) {
		fprintf(stderr, "no manager: %s\n", strerror(-rc));
		return 1;
	}
	rc = libkmend_subscribe(kmend);
	if (!rc)
		rc = libkmend_events_since(kmend, 0, on_event, NULL, NULL);
	fd.fd = libkmend_event_fd(kmend);
	fd.events = POLLIN;
	while (rc >= 0) {
		poll(&fd, 1, -1);
		rc = libkmend_follow(kmend, on_event, NULL);
	}
	fprintf(stderr, "%s\n", libkmend_error(kmend));
	libkmend_close(kmend);
	return 1;
}
