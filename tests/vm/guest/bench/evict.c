// SPDX-License-Identifier: GPL-2.0
/*
 * How long does it take to replace a function in which many threads sleep, when the policy has them brought out of
 * it at once? From the request to the moment in which the patch is in force; and how long do they wait
 * for that? They sleep in poll, and each must get what it waits for in the end.
 */
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

#define ROUNDS 5
/* The bound that is asked for. */
#define BOUND_MS 100

static int ends[2];

static void *sleep_in_poll(void *arg)
{
	struct pollfd fd = { .fd = ends[0], .events = POLLIN };

	return poll(&fd, 1, -1) == 1 && fd.revents == POLLIN ? arg : NULL;
}

static pthread_t *start_threads(size_t nr)
{
	pthread_t *threads = calloc(nr, sizeof(*threads));
	pthread_attr_t attr;
	size_t i;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 16384);
	if (!threads || pipe(ends))
		die("no memory or no pipe");
	for (i = 0; i < nr; i++)
		if (pthread_create(&threads[i], &attr, sleep_in_poll, threads))
			die("no more threads to be had");
	/* They have come to sleep when nothing else wants to run. */
	sleep(2);
	return threads;
}

static void end_threads(pthread_t *threads, size_t nr)
{
	void *right;
	size_t i;

	if (write(ends[1], "x", 1) != 1)
		die("the threads cannot be ended");
	for (i = 0; i < nr; i++)
		if (pthread_join(threads[i], &right) || !right)
			die("a call of poll did not end as it should");
	free(threads);
}

static uint64_t real_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

void bench_evict(char **args)
{
	struct libkmend_options options = { .size = sizeof(options), .policy = args[2] };
	struct libkmend *kmend = connect_subscribed();
	size_t nr = strtoul(args[1], NULL, 10), i;
	pthread_t *threads = start_threads(nr);
	uint64_t took[ROUNDS], kept[ROUNDS], pause[ROUNDS];
	char name[80];

	for (i = 0; i < ROUNDS; i++) {
		struct expected steps[] = {
			{ .id = args[0], .event = KMEND_EVENT_EVICTED },
			{ .id = args[0], .event = KMEND_EVENT_RELEASED },
			{ .id = args[0], .event = KMEND_EVENT_APPLIED },
		};
		uint64_t start = real_ns();

		must(kmend, libkmend_submit(kmend, args[0], &options), "submit");
		wait_events(kmend, steps, 3);
		took[i] = steps[2].time_ns - start;
		kept[i] = steps[1].time_ns - steps[0].time_ns;
		pause[i] = steps[2].pause_ns;
		must(kmend, libkmend_revert(kmend, args[0], &options), "revert");
		wait_event(kmend, args[0], KMEND_EVENT_REVERTED);
	}
	end_threads(threads, nr);
	libkmend_close(kmend);
	snprintf(name, sizeof(name), "apply to do_sys_poll, %zu threads asleep in it", nr);
	figure(name, median(took, ROUNDS) / 1e6, "ms", BOUND_MS);
	figure("  from when they are asked out to when they go on", median(kept, ROUNDS) / 1e6, "ms", 0);
	figure("  pause as told", median(pause, ROUNDS) / 1e3, "us", 0);
}
