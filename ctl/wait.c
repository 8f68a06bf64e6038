// SPDX-License-Identifier: GPL-2.0
/*
 * DOC: How an outcome is never missed
 *
 * The caller subscribes, then sends its request, then waits: so the event that
 * ends it is either in the socket or still to come. When the socket overflowed
 * or a number is missing, and every few seconds in any case, the patch itself
 * is looked at: a state that is neither pending nor reverting is the outcome.
 */
#include "wait.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <libkmend.h>

#include "client.h"
#include "json.h"
#include "print.h"

/* Seconds after which a quiet patch is looked at. */
#define LOOK_AFTER_S 5

/**
 * struct waiter - a wait under way
 * @kmend: the handle
 * @id: the patch
 * @json: see kmend_wait()
 * @outcome: see kmend_wait(); 0: not known yet
 * @lost: an event may have been missed
 * @failure: why the outcome is a failure
 * @err: why waiting failed
 */
struct waiter {
	struct libkmend *kmend;
	const char *id;
	bool json;
	uint32_t outcome;
	bool lost;
	struct kmend_err failure;
	struct kmend_err *err;
};

static volatile sig_atomic_t interrupted;

static void on_sigint(int signal)
{
	interrupted = 1;
}

static bool is_outcome(uint32_t event)
{
	return event == KMEND_EVENT_APPLIED || event == KMEND_EVENT_FAILED ||
	       event == KMEND_EVENT_CANCELLED || event == KMEND_EVENT_REVERTED ||
	       event == KMEND_EVENT_REVERT_FAILED;
}

static void note_failure(struct waiter *waiter, const struct libkmend_patch *patch,
			 const char *what)
{
	const char *detail = patch->detail ? patch->detail : "";

	kmend_err_set(&waiter->failure, kmend_client_exit(patch->cause), "%s: %s: %s%s%s%s",
		      waiter->id, what, libkmend_cause_about(patch->cause),
		      detail[0] ? " (" : "", detail, detail[0] ? ")" : "");
}

static void show(struct waiter *waiter, const struct libkmend_event *event)
{
	if (waiter->json) {
		kmend_json_print(kmend_json_event(event), true, waiter->err);
		return;
	}
	/* What the user has just asked for is no news. */
	if (!is_outcome(event->event) && event->event != KMEND_EVENT_BLOCKED)
		return;
	kmend_print_event(stdout, event);
	putchar('\n');
	fflush(stdout);
}

static void take(struct waiter *waiter, const struct libkmend_event *event)
{
	show(waiter, event);
	if (!is_outcome(event->event))
		return;
	waiter->outcome = event->event;
	if (event->event == KMEND_EVENT_FAILED)
		note_failure(waiter, event->patch, "not applied");
	else if (event->event == KMEND_EVENT_REVERT_FAILED)
		note_failure(waiter, event->patch, "not reverted");
	else if (event->event == KMEND_EVENT_CANCELLED)
		kmend_err_set(&waiter->failure, KMEND_EXIT_CANCELLED,
			      "%s: not applied: somebody cancelled it", waiter->id);
}

static void on_event(const struct libkmend_event *event, void *arg)
{
	struct waiter *waiter = arg;

	if (event->lost)
		waiter->lost = true;
	if (waiter->outcome || !event->patch->id || strcmp(event->patch->id, waiter->id))
		return;
	take(waiter, event);
}

/* The event that took a patch into the state it is in; 0: none ended it. */
static uint32_t outcome_of(const struct libkmend_patch *patch, bool reverting)
{
	switch (patch->state) {
	case KMEND_STATE_APPLIED:
		return reverting ? KMEND_EVENT_REVERT_FAILED : KMEND_EVENT_APPLIED;
	case KMEND_STATE_FAILED:
		return KMEND_EVENT_FAILED;
	case KMEND_STATE_CANCELLED:
		return KMEND_EVENT_CANCELLED;
	case KMEND_STATE_REVERTED:
		return KMEND_EVENT_REVERTED;
	}
	return 0;
}

static int look(struct waiter *waiter, bool reverting)
{
	struct libkmend_event event = { 0 };
	struct libkmend_patch *patch;
	int rc;

	rc = kmend_client_find(waiter->kmend, waiter->id, &patch);
	if (rc)
		return kmend_client_fail(waiter->err, waiter->kmend, waiter->id, rc);
	waiter->lost = false;
	event.event = outcome_of(patch, reverting);
	event.patch = patch;
	if (event.event)
		take(waiter, &event);
	libkmend_patch_free(patch);
	return 0;
}

static int receive(struct waiter *waiter)
{
	int rc;

	rc = libkmend_receive(waiter->kmend, on_event, waiter);
	if (waiter->outcome)
		return 0;
	if (rc == -ENOBUFS || rc == -EBADMSG) {
		waiter->lost = true;
		return 0;
	}
	if (rc < 0)
		return kmend_client_fail(waiter->err, waiter->kmend, waiter->id, rc);
	return 0;
}

static int wait_outcome(struct waiter *waiter, bool reverting, const sigset_t *sigmask)
{
	struct pollfd fd = { .fd = libkmend_event_fd(waiter->kmend), .events = POLLIN };
	struct timespec timeout = { .tv_sec = LOOK_AFTER_S };
	int ready;

	while (!waiter->outcome && waiter->err->code == KMEND_EXIT_OK) {
		ready = ppoll(&fd, 1, &timeout, sigmask);
		if (interrupted)
			return kmend_err_set(waiter->err, KMEND_EXIT_INTERRUPTED,
					     "%s: stopped waiting, the manager goes on trying: kmend cancel %s stops it, kmend show %s tells how it stands",
					     waiter->id, waiter->id, waiter->id);
		if (ready < 0 && errno != EINTR)
			return kmend_err_set(waiter->err, KMEND_EXIT_FAILED,
					     "cannot wait for events: %s", strerror(errno));
		if (ready > 0 && receive(waiter))
			return -1;
		if ((ready == 0 || waiter->lost) && !waiter->outcome && look(waiter, reverting))
			return -1;
	}
	return waiter->outcome ? 0 : -1;
}

int kmend_wait(struct libkmend *kmend, const char *id, bool reverting, bool json,
	       uint32_t *outcome, struct kmend_err *err)
{
	struct waiter waiter = { .kmend = kmend, .id = id, .json = json, .err = err };
	struct sigaction action = { .sa_handler = on_sigint }, old_action;
	sigset_t blocked, old_mask;
	int rc;

	/* SIGINT is only let in while ppoll() sleeps, so that it cannot come in between. */
	interrupted = 0;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigprocmask(SIG_BLOCK, &blocked, &old_mask);
	sigaction(SIGINT, &action, &old_action);
	rc = wait_outcome(&waiter, reverting, &old_mask);
	sigaction(SIGINT, &old_action, NULL);
	sigprocmask(SIG_SETMASK, &old_mask, NULL);
	*outcome = waiter.outcome;
	if (!rc && waiter.failure.code != KMEND_EXIT_OK)
		*err = waiter.failure;
	return rc;
}

int kmend_accepted(struct libkmend *kmend, const char *id, const char *what, bool json,
		   struct kmend_err *err)
{
	struct libkmend_patch *patch;
	int rc;

	if (!json) {
		printf("%s: %s: kmend show %s tells how it stands\n", id, what, id);
		return 0;
	}
	rc = libkmend_get(kmend, id, &patch);
	if (rc)
		return kmend_client_fail(err, kmend, id, rc);
	rc = kmend_json_print(kmend_json_patch(patch), true, err);
	libkmend_patch_free(patch);
	return rc;
}
