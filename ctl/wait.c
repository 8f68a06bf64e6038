// SPDX-License-Identifier: GPL-2.0
/*
 * DOC: How an outcome is never missed
 *
 * The caller subscribes, then sends its request, then waits: so the events that
 * end it are either in the socket or still to come. What the socket lost is asked for
 * from the manager's log. When that has lost it, too, and every few seconds in any
 * case, the patches themselves are looked at: a state in which nothing is tried is
 * the outcome. Only of a dry run nothing can be seen in the patches.
 *
 * Events carry the number of the transaction. A patch belongs to it if it was
 * asked for, or if an event says that it was submitted with that number: a
 * revert may take along patches that nobody named.
 */
#include "wait.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libkmend.h>

#include "client.h"
#include "json.h"
#include "print.h"

/* Seconds after which quiet patches are looked at. */
#define LOOK_AFTER_S 5

/**
 * struct waiter - a wait under way
 * @wait: what for
 * @open: members without an outcome
 * @lost: an event may have been missed
 * @failure: why the outcome is a failure
 * @err: why waiting failed
 */
struct waiter {
	struct kmend_wait *wait;
	size_t open;
	bool lost;
	struct kmend_err failure;
	struct kmend_err *err;
};

static volatile sig_atomic_t interrupted;

static void on_sigint(int signal)
{
	interrupted = 1;
}

static struct kmend_member *find(const struct kmend_wait *wait, const char *id)
{
	for (size_t i = 0; i < wait->nr; i++)
		if (!strcmp(wait->members[i].id, id))
			return &wait->members[i];
	return NULL;
}

int kmend_wait_add(struct kmend_wait *wait, const char *id, struct kmend_err *err)
{
	struct kmend_member *more;

	if (find(wait, id))
		return 0;
	more = reallocarray(wait->members, wait->nr + 1, sizeof(*more));
	if (!more)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	wait->members = more;
	more[wait->nr] = (struct kmend_member){ .id = strdup(id) };
	if (!more[wait->nr].id)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	wait->nr++;
	return 0;
}

uint32_t kmend_wait_outcome(const struct kmend_wait *wait, const char *id)
{
	const struct kmend_member *member = find(wait, id);

	return member ? member->outcome : 0;
}

void kmend_wait_destroy(struct kmend_wait *wait)
{
	for (size_t i = 0; i < wait->nr; i++)
		free(wait->members[i].id);
	free(wait->members);
	wait->members = NULL;
	wait->nr = 0;
}

static bool is_outcome(uint32_t event)
{
	return event == KMEND_EVENT_APPLIED || event == KMEND_EVENT_FAILED ||
	       event == KMEND_EVENT_CANCELLED || event == KMEND_EVENT_REVERTED ||
	       event == KMEND_EVENT_REVERT_FAILED || event == KMEND_EVENT_CHECKED;
}

static bool is_start(uint32_t event)
{
	return event == KMEND_EVENT_SUBMITTED || event == KMEND_EVENT_REVERT_SUBMITTED ||
	       event == KMEND_EVENT_QUEUED;
}

static bool is_news(uint32_t event)
{
	/* What the user has just asked for, and what the command itself does, is none. */
	return event != KMEND_EVENT_SUBMITTED && event != KMEND_EVENT_REVERT_SUBMITTED &&
	       event != KMEND_EVENT_LOADED && event != KMEND_EVENT_UNLOADED;
}

/* The first that is told decides; the others of a transaction have the same cause. */
static void note_failure(struct waiter *waiter, const struct libkmend_patch *patch,
			 const char *what)
{
	const char *detail = patch->detail ? patch->detail : "";
	char others[80] = "";

	if (waiter->wait->nr > 1 && waiter->wait->what != KMEND_WAIT_CHECK)
		snprintf(others, sizeof(others), ", and so for all %zu patches of the transaction",
			 waiter->wait->nr);
	kmend_err_set(&waiter->failure, kmend_client_exit(patch->cause), "%s: %s: %s%s%s%s%s",
		      patch->id, what, libkmend_cause_about(patch->cause),
		      detail[0] ? " (" : "", detail, detail[0] ? ")" : "", others);
}

static void show(struct waiter *waiter, const struct libkmend_event *event)
{
	if (waiter->wait->json) {
		kmend_json_print(kmend_json_event(event), true, waiter->err);
		return;
	}
	if (!is_news(event->event))
		return;
	if (event->event == KMEND_EVENT_CHECKED) {
		kmend_print_check(stdout, event->patch);
	} else {
		kmend_print_event(stdout, event);
		putchar('\n');
	}
	fflush(stdout);
}

static void note_outcome(struct waiter *waiter, const struct libkmend_event *event)
{
	switch (event->event) {
	case KMEND_EVENT_FAILED:
		note_failure(waiter, event->patch, "not applied");
		break;
	case KMEND_EVENT_REVERT_FAILED:
		note_failure(waiter, event->patch, "not reverted");
		break;
	case KMEND_EVENT_CANCELLED:
		kmend_err_set(&waiter->failure, KMEND_EXIT_CANCELLED,
			      "%s: not applied: somebody cancelled it", event->patch->id);
		break;
	case KMEND_EVENT_CHECKED:
		if (event->patch->cause != KMEND_CAUSE_NONE)
			note_failure(waiter, event->patch, "would not go in now");
		break;
	}
}

static void take(struct waiter *waiter, const struct libkmend_event *event)
{
	struct kmend_wait *wait = waiter->wait;
	struct kmend_member *member;
	size_t nr = wait->nr;

	show(waiter, event);
	if (is_start(event->event) && !kmend_wait_add(wait, event->patch->id, waiter->err))
		waiter->open += wait->nr - nr;
	member = find(wait, event->patch->id);
	if (!member || member->outcome || !is_outcome(event->event))
		return;
	member->outcome = event->event;
	waiter->open--;
	note_outcome(waiter, event);
}

static void on_event(const struct libkmend_event *event, void *arg)
{
	struct waiter *waiter = arg;

	if (event->lost)
		waiter->lost = true;
	if (!waiter->open || !event->patch->id ||
	    event->patch->transaction != waiter->wait->transaction)
		return;
	take(waiter, event);
}

/* The event that took a patch into the state it is in; 0: none ended it. */
static uint32_t outcome_of(const struct libkmend_patch *patch, enum kmend_wait_for what)
{
	switch (patch->state) {
	case KMEND_STATE_APPLIED:
		return what == KMEND_WAIT_REVERT ? KMEND_EVENT_REVERT_FAILED :
						   KMEND_EVENT_APPLIED;
	case KMEND_STATE_SUPERSEDED:
		return KMEND_EVENT_APPLIED;
	case KMEND_STATE_FAILED:
		return KMEND_EVENT_FAILED;
	case KMEND_STATE_CANCELLED:
		return KMEND_EVENT_CANCELLED;
	case KMEND_STATE_REVERTED:
		return KMEND_EVENT_REVERTED;
	}
	return 0;
}

/* The patch as the transaction left it or has it; NULL: somebody else's request came. */
static const struct libkmend_patch *find_patch(struct libkmend_patch *const *list, size_t nr,
					       const char *id, uint64_t transaction)
{
	/* The history is in order of time, and an id may be in it more than once. */
	for (size_t i = nr; i > 0; i--)
		if (list[i - 1]->transaction == transaction && !strcmp(list[i - 1]->id, id))
			return list[i - 1];
	return NULL;
}

static void look_at(struct waiter *waiter, const char *id, const struct libkmend_patch *patch)
{
	struct libkmend_event event = { .patch = patch };

	if (!patch) {
		kmend_err_set(waiter->err, KMEND_EXIT_FAILED,
			      "%s: how that ended is not known, another request for it came since: kmend show %s tells how it stands",
			      id, id);
		return;
	}
	event.event = outcome_of(patch, waiter->wait->what);
	if (event.event)
		take(waiter, &event);
}

/* Those that events would have told, had they not been lost. */
static void add_members(struct waiter *waiter, struct libkmend_patch *const *list, size_t nr)
{
	struct kmend_wait *wait = waiter->wait;
	size_t before = wait->nr;

	for (size_t i = 0; i < nr; i++) {
		if (list[i]->transaction == wait->transaction &&
		    list[i]->state == KMEND_STATE_REVERTING && wait->what == KMEND_WAIT_REVERT)
			kmend_wait_add(wait, list[i]->id, waiter->err);
	}
	waiter->open += wait->nr - before;
}

static int look(struct waiter *waiter)
{
	struct kmend_wait *wait = waiter->wait;
	struct libkmend_patch **list;
	size_t nr;
	int rc;

	if (wait->what == KMEND_WAIT_CHECK)
		return waiter->lost ? kmend_err_set(waiter->err, KMEND_EXIT_FAILED,
			"the answer was lost, there were too many events: try again, or give the manager a larger event_log_size") : 0;
	rc = libkmend_list(wait->kmend, &list, &nr);
	if (rc)
		return kmend_client_fail(waiter->err, wait->kmend, NULL, rc);
	waiter->lost = false;
	add_members(waiter, list, nr);
	for (size_t i = 0; i < wait->nr; i++) {
		const char *id = wait->members[i].id;

		if (!wait->members[i].outcome)
			look_at(waiter, id, find_patch(list, nr, id, wait->transaction));
	}
	libkmend_list_free(list, nr);
	return waiter->err->code == KMEND_EXIT_OK ? 0 : -1;
}

static int receive(struct waiter *waiter)
{
	int rc;

	rc = libkmend_follow(waiter->wait->kmend, on_event, waiter);
	if (!waiter->open)
		return 0;
	if (rc == -ENOTCONN)
		return kmend_err_set(waiter->err, KMEND_EXIT_NO_MANAGER,
				     "%s: kmend.ko was unloaded", waiter->wait->members[0].id);
	if (rc < 0)
		waiter->lost = true;
	return 0;
}

static int interrupt(const struct waiter *waiter)
{
	const char *id = waiter->wait->members[0].id;

	if (waiter->wait->what == KMEND_WAIT_CHECK)
		return kmend_err_set(waiter->err, KMEND_EXIT_INTERRUPTED, "stopped waiting");
	return kmend_err_set(waiter->err, KMEND_EXIT_INTERRUPTED,
			     "%s: stopped waiting, the manager goes on trying: kmend cancel %s stops it, kmend show %s tells how it stands",
			     id, id, id);
}

static int wait_outcome(struct waiter *waiter, const sigset_t *sigmask)
{
	struct pollfd fd = { .fd = libkmend_event_fd(waiter->wait->kmend), .events = POLLIN };
	struct timespec timeout = { .tv_sec = LOOK_AFTER_S };
	int ready;

	while (waiter->open && waiter->err->code == KMEND_EXIT_OK) {
		ready = ppoll(&fd, 1, &timeout, sigmask);
		if (interrupted)
			return interrupt(waiter);
		if (ready < 0 && errno != EINTR)
			return kmend_err_set(waiter->err, KMEND_EXIT_FAILED,
					     "cannot wait for events: %s", strerror(errno));
		if (ready > 0 && receive(waiter))
			return -1;
		if ((ready == 0 || waiter->lost) && waiter->open && look(waiter))
			return -1;
	}
	return waiter->open ? -1 : 0;
}

int kmend_wait(struct kmend_wait *wait, struct kmend_err *err)
{
	struct waiter waiter = { .wait = wait, .open = wait->nr, .err = err };
	struct sigaction action = { .sa_handler = on_sigint }, old_action;
	sigset_t blocked, old_mask, waiting;
	int rc;

	/* SIGINT is only let in while ppoll() sleeps, so that it cannot come in between. */
	interrupted = 0;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigprocmask(SIG_BLOCK, &blocked, &old_mask);
	/* Also for a caller that has blocked it for longer. */
	waiting = old_mask;
	sigdelset(&waiting, SIGINT);
	sigaction(SIGINT, &action, &old_action);
	rc = wait_outcome(&waiter, &waiting);
	sigaction(SIGINT, &old_action, NULL);
	sigprocmask(SIG_SETMASK, &old_mask, NULL);
	if (!rc && waiter.failure.code != KMEND_EXIT_OK)
		*err = waiter.failure;
	return rc;
}

int kmend_accepted(struct libkmend *kmend, const char *const *ids, size_t nr, const char *what,
		   bool json, struct kmend_err *err)
{
	struct libkmend_patch *patch;
	int rc;

	for (size_t i = 0; i < nr; i++) {
		if (!json) {
			printf("%s: %s: kmend show %s tells how it stands\n", ids[i], what, ids[i]);
			continue;
		}
		rc = libkmend_get(kmend, ids[i], &patch);
		if (rc)
			return kmend_client_fail(err, kmend, ids[i], rc);
		rc = kmend_json_print(kmend_json_patch(patch), true, err);
		libkmend_patch_free(patch);
		if (rc)
			return rc;
	}
	return 0;
}
