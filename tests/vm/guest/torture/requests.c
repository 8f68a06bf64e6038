// SPDX-License-Identifier: GPL-2.0
/*
 * What a lane asks of the manager, and the events that it waits for. One process follows the
 * events for all lanes, since each would have to look at those of all others: a lane says
 * what it waits for in memory that they share, before it asks, and sleeps.
 */
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "torture.h"

enum {
	LANES_MAX = 32,
	IDS_MAX = 4,
	ID_SIZE = 24,
	/* Deadlines are shorter; who waits for longer is stuck. */
	PATIENCE_S = 240,
};

/**
 * struct waiting - events that a lane waits for
 * @active: the rest is filled in, and the lane sleeps or will
 * @nr: patches
 * @ids: theirs
 * @event: that is to happen to each of them
 * @failure: or that, which ends it
 * @seen: bits of @ids
 * @failed: bits of @ids
 * @cause: of a failure
 * @detail: likewise
 * @done: is posted when it has happened to all
 */
struct waiting {
	bool active;
	unsigned int nr;
	char ids[IDS_MAX][ID_SIZE];
	uint32_t event;
	uint32_t failure;
	unsigned int seen;
	unsigned int failed;
	uint32_t cause;
	char detail[128];
	sem_t done;
};

static struct waiting *all_waiting, *mine;
static struct libkmend *manager;
static uint64_t lost;

/* --- in the process that follows --- */

static void note(struct waiting *waiting, unsigned int number, const struct libkmend_event *event)
{
	if (event->event == waiting->event)
		waiting->seen |= 1u << number;
	if (event->event != waiting->failure)
		return;
	waiting->failed |= 1u << number;
	waiting->cause = event->patch->cause;
	snprintf(waiting->detail, sizeof(waiting->detail), "%s",
		 event->patch->detail ? event->patch->detail : "");
}

static void look(const struct libkmend_event *event, void *arg)
{
	struct waiting *waiting;
	unsigned int i, all;

	lost += event->lost;
	for (waiting = all_waiting; waiting < all_waiting + LANES_MAX; waiting++) {
		if (!__atomic_load_n(&waiting->active, __ATOMIC_ACQUIRE))
			continue;
		for (i = 0; i < waiting->nr; i++)
			if (!strcmp(event->patch->id, waiting->ids[i]))
				note(waiting, i, event);
		all = (1u << waiting->nr) - 1;
		if (waiting->seen != all && waiting->failed != all)
			continue;
		waiting->active = false;
		sem_post(&waiting->done);
	}
}

const char *requests_follow(void)
{
	int rc = libkmend_follow(manager, look, NULL);

	if (rc < 0)
		return libkmend_error(manager);
	return lost ? "events are gone" : NULL;
}

int requests_prepare(void)
{
	size_t i;

	all_waiting = mmap(NULL, LANES_MAX * sizeof(*all_waiting), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (all_waiting == MAP_FAILED || libkmend_open(&manager) || libkmend_subscribe(manager))
		return -1;
	for (i = 0; i < LANES_MAX; i++)
		sem_init(&all_waiting[i].done, 1, 0);
	return libkmend_event_fd(manager);
}

/* --- in a lane --- */

void requests_open(unsigned int lane)
{
	mine = &all_waiting[lane];
	/* The other one is its parent's. */
	if (libkmend_open(&manager))
		torture_fail("cannot connect to the manager");
}

static void expect(const char *const *ids, uint32_t event, uint32_t failure)
{
	mine->event = event;
	mine->failure = failure;
	mine->seen = mine->failed = 0;
	for (mine->nr = 0; ids[mine->nr]; mine->nr++)
		snprintf(mine->ids[mine->nr], ID_SIZE, "%s", ids[mine->nr]);
	__atomic_store_n(&mine->active, true, __ATOMIC_RELEASE);
}

/* Return: whether it happened to all of them, rather than the failure. */
static bool wait_all(void)
{
	struct timespec end;
	int rc;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += PATIENCE_S;
	do {
		rc = sem_timedwait(&mine->done, &end);
	} while (rc && errno == EINTR);
	if (rc)
		torture_fail("%s: not '%s' in %d s, nor '%s'", mine->ids[0],
			     libkmend_event_name(mine->event), PATIENCE_S,
			     libkmend_event_name(mine->failure));
	if (mine->seen == (1u << mine->nr) - 1)
		return true;
	if (mine->cause != KMEND_CAUSE_DEADLINE && mine->cause != KMEND_CAUSE_CANCEL)
		torture_fail("%s: %s: %s: %s", mine->ids[0], libkmend_event_name(mine->failure),
			     libkmend_cause_name(mine->cause), mine->detail);
	return false;
}

static void must(int rc, const char *what, const char *id)
{
	if (rc)
		torture_fail("%s %s: %s (%s)", what, id, libkmend_error(manager), strerror(-rc));
}

void apply(const char *const *ids, const char *policy)
{
	struct libkmend_options options = { .size = sizeof(options), .policy = policy };

	snprintf(tally()->doing, sizeof(tally()->doing), "apply %s", ids[0]);
	for (;;) {
		expect(ids, KMEND_EVENT_APPLIED, KMEND_EVENT_FAILED);
		must(libkmend_submit_many(manager, ids, mine->nr, &options, NULL), "submit",
		     ids[0]);
		if (wait_all())
			break;
		tally()->retried++;
	}
	tally()->in += mine->nr;
}

void revert(const char *const *ids, const char *policy, bool cascade)
{
	struct libkmend_options options = {
		.size = sizeof(options),
		.policy = policy,
		.cascade = cascade,
	};

	snprintf(tally()->doing, sizeof(tally()->doing), "revert %s", ids[0]);
	for (;;) {
		expect(ids, KMEND_EVENT_REVERTED, KMEND_EVENT_REVERT_FAILED);
		must(libkmend_revert_many(manager, ids, cascade ? 1 : mine->nr, &options, NULL),
		     "revert", ids[0]);
		if (wait_all())
			break;
		tally()->retried++;
	}
	tally()->out += mine->nr;
}

bool apply_cancelled(const char *id, unsigned int after_us)
{
	struct libkmend_options options = { .size = sizeof(options), .policy = "torture" };
	int rc;

	snprintf(tally()->doing, sizeof(tally()->doing), "cancel %s", id);
	expect((const char *const[]){ id, NULL }, KMEND_EVENT_APPLIED, KMEND_EVENT_CANCELLED);
	must(libkmend_submit(manager, id, &options), "submit", id);
	usleep(after_us);
	rc = libkmend_cancel(manager, id);
	/* It was in before. */
	if (rc != -EINVAL)
		must(rc, "cancel", id);
	if (!wait_all())
		return false;
	tally()->in++;
	return true;
}
