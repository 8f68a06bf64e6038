// SPDX-License-Identifier: GPL-2.0
/*
 * soak SEED OPERATIONS ADDRESSES: four processes do OPERATIONS in all, chosen by
 * chance, while this one follows the events and holds them against a model; then
 * everything is taken out again. ADDRESSES are six functions, the first of which is
 * eventfd_read: a thread sleeps in it now and then. The event log must be large.
 * Exits with 0 if the model never had to object.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "soak.h"

enum { WORKERS = 4 };
/* For what is asked to end to have ended. */
#define PATIENCE_S 60

static struct libkmend *manager;
static pid_t workers[WORKERS], napper;

static void on_alarm(int signal)
{
	(void)signal;
}

/* In eventfd_read for a while, and out of it for a while. */
static void nap(void)
{
	struct sigaction action = { .sa_handler = on_alarm };
	uint64_t value;
	int fd = eventfd(0, 0);

	sigaction(SIGALRM, &action, NULL);
	srandom(1);
	for (;;) {
		struct itimerval timer = { .it_value.tv_usec = 1000 + random() % 400000 };

		setitimer(ITIMER_REAL, &timer, NULL);
		if (read(fd, &value, sizeof(value)) > 0)
			exit(1);
		usleep(random() % 300000);
	}
}

static void kill_children(void)
{
	size_t i;

	kill(napper, SIGKILL);
	waitpid(napper, NULL, 0);
	for (i = 0; i < WORKERS; i++)
		if (workers[i])
			kill(workers[i], SIGKILL);
}

__attribute__((noreturn)) static void give_up(const char *what)
{
	kill_children();
	model_fail("%s: %s", what, manager ? libkmend_error(manager) : "");
	exit(1);
}

static void take(const struct libkmend_event *event, void *arg)
{
	size_t patch = spec_find(event->patch->id);

	(void)arg;
	model_take(event);
	if (patch < PATCHES)
		operations_hint(patch, model_states(patch));
}

static void follow(int timeout_ms)
{
	struct pollfd fd = { .fd = libkmend_event_fd(manager), .events = POLLIN };

	poll(&fd, 1, timeout_ms);
	if (libkmend_follow(manager, take, NULL) < 0)
		give_up("events cannot be followed");
	if (model_failed()) {
		kill_children();
		exit(1);
	}
}

static void start_workers(uint64_t seed, unsigned int operations)
{
	unsigned int i;

	for (i = 0; i < WORKERS; i++) {
		workers[i] = fork();
		if (!workers[i])
			exit(operations_run(i, seed, operations / WORKERS));
	}
	napper = fork();
	if (!napper)
		nap();
}

/* Return: whether one is still at work. */
static bool workers_work(void)
{
	bool work = false;
	int status;
	size_t i;

	for (i = 0; i < WORKERS; i++) {
		if (!workers[i])
			continue;
		if (waitpid(workers[i], &status, WNOHANG) != workers[i]) {
			work = true;
			continue;
		}
		workers[i] = 0;
		if (status)
			give_up("a process had an answer that may not be, or died");
	}
	return work;
}

static bool is_tried(const struct libkmend_patch *patch)
{
	return !patch->unloaded && BIT(patch->state) & TRIED;
}

/* Return: how many patches are still being worked on; all of that is cancelled. */
static size_t cancel_all(void)
{
	struct libkmend_patch **list;
	size_t nr, i, tried = 0;
	int rc;

	if (libkmend_list(manager, &list, &nr))
		give_up("patches cannot be listed");
	for (i = 0; i < nr; i++) {
		if (!is_tried(list[i]))
			continue;
		tried++;
		rc = libkmend_cancel(manager, list[i]->id);
		/* It ended in the meantime, or with another of its transaction; or its end comes by itself. */
		if (rc && rc != -EINVAL && rc != -EBUSY)
			give_up("cancel");
	}
	libkmend_list_free(list, nr);
	return tried;
}

/* Everything that happened is in the model, and the model is right. */
static void compare(void)
{
	struct libkmend_patch **list;
	struct libkmend_stats *stats;
	size_t nr;

	if (libkmend_stats(manager, &stats))
		give_up("stats");
	while (model_last_seq() < stats->last_seq)
		follow(100);
	libkmend_stats_free(stats);
	if (libkmend_list(manager, &list, &nr))
		give_up("patches cannot be listed");
	model_compare(list, nr);
	libkmend_list_free(list, nr);
	if (model_failed())
		exit(1);
}

static void quiesce(void)
{
	time_t until = time(NULL) + PATIENCE_S;

	while (cancel_all()) {
		follow(20);
		if (time(NULL) > until)
			give_up("something does not end, though it was cancelled");
	}
	compare();
}

static void revert(size_t patch)
{
	time_t until = time(NULL) + PATIENCE_S;

	if (libkmend_revert(manager, spec_id(patch), NULL))
		give_up("nothing is in the way of its revert, yet");
	do {
		follow(20);
		if (time(NULL) > until)
			give_up("not everything is reverted in time");
	} while (model_states(patch) & IN_FORCE);
	if (model_states(patch) != STATE(REVERTED))
		give_up("a revert did not succeed");
	/* What it brought back is told in the same go. */
	model_close();
}

/* What would come back and cannot keeps others from going. */
static void unload_superseded(void)
{
	size_t patch;

	for (patch = 0; patch < PATCHES; patch++)
		if (model_states(patch) == STATE(SUPERSEDED) && module_unload(patch))
			give_up("a patch that was replaced cannot be unloaded");
	while (model_any(STATE(SUPERSEDED)))
		follow(20);
}

/* One by one, first those that nothing keeps. Return: how many. */
static unsigned int revert_all(void)
{
	unsigned int nr;
	size_t patch;

	for (nr = 0; model_any(IN_FORCE); nr++) {
		patch = model_next_to_go();
		if (patch == PATCHES) {
			unload_superseded();
			patch = model_next_to_go();
		}
		if (patch == PATCHES)
			give_up("patches are in force of which none may go");
		revert(patch);
	}
	return nr;
}

static void unload_all(void)
{
	size_t patch;
	int rc;

	for (patch = 0; patch < PATCHES; patch++) {
		rc = module_unload(patch);
		if (rc != (model_states(patch) == BIT(ABSENT) ? -ENOENT : 0))
			model_fail("unload %s: %s", spec_id(patch), strerror(-rc));
	}
	if (policies_reset())
		model_fail("policies are in use, though nothing is");
	compare();
}

int main(int argc, char **argv)
{
	uint64_t seed;

	if (argc != 4)
		return 2;
	seed = strtoull(argv[1], NULL, 0);
	modules_use(argv[3]);
	operations_init();
	if (libkmend_open(&manager) || libkmend_subscribe(manager) ||
	    libkmend_events_since(manager, 1, take, NULL, NULL) < 0) {
		puts("cannot listen to the manager");
		return 2;
	}
	start_workers(seed, strtoul(argv[2], NULL, 0));
	while (workers_work())
		follow(20);
	kill(napper, SIGKILL);
	waitpid(napper, NULL, 0);
	quiesce();
	printf("# %u were in force at the end and went\n", revert_all());
	unload_all();
	operations_tell(stdout);
	model_tell(stdout);
	libkmend_close(manager);
	return model_failed();
}
