// SPDX-License-Identifier: GPL-2.0
/*
 * How long does the machine stand still, and does that grow with the number of threads
 * that sleep? Held against a stop for nothing, and against a look at all threads in the stop.
 * tests/vm/modules/stopclock.c takes the time of both, from the call to its return.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"

#define ROUNDS 5
#define FEW 100
#define STOPCLOCK "/sys/module/stopclock/parameters/"
#define COMPARE "/sys/module/kmend/parameters/compare_scans"

/**
 * struct pauses - medians of some stops
 * @call_ns: from the call to its return
 * @pause_ns: as kmend tells it: from when all CPUs had stopped
 */
struct pauses {
	uint64_t call_ns;
	uint64_t pause_ns;
};

static void write_word(const char *path, const char *word)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(word, file) < 0 || fclose(file))
		die("%s: cannot be written", path);
}

static uint64_t last_call_ns(void)
{
	unsigned long long value;
	FILE *file = fopen(STOPCLOCK "last_ns", "r");

	if (!file || fscanf(file, "%llu", &value) != 1)
		die(STOPCLOCK "last_ns: cannot be read");
	fclose(file);
	return value;
}

static uint64_t empty_stop_ns(void)
{
	uint64_t calls[ROUNDS];
	size_t i;

	for (i = 0; i < ROUNDS; i++) {
		write_word(STOPCLOCK "empty", "1");
		calls[i] = last_call_ns();
	}
	return median(calls, ROUNDS);
}

static struct pauses measure(struct libkmend *kmend, const char *id)
{
	uint64_t calls[ROUNDS], pauses[ROUNDS];
	size_t i;

	for (i = 0; i < ROUNDS; i++) {
		must(kmend, libkmend_submit(kmend, id, NULL), "submit");
		pauses[i] = wait_event(kmend, id, KMEND_EVENT_APPLIED);
		calls[i] = last_call_ns();
		must(kmend, libkmend_revert(kmend, id, NULL), "revert");
		wait_event(kmend, id, KMEND_EVENT_REVERTED);
	}
	return (struct pauses){ median(calls, ROUNDS), median(pauses, ROUNDS) };
}

static void *sleep_for_ever(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static void add_threads(size_t nr)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 16384);
	while (nr--)
		if (pthread_create(&thread, &attr, sleep_for_ever, NULL))
			die("no more threads to be had");
	/* They have come to sleep when nothing else wants to run. */
	sleep(2);
}

void bench_pause(char **args)
{
	struct libkmend *kmend = connect_subscribed();
	size_t nr = strtoul(args[1], NULL, 10);
	struct pauses few, many, full;
	uint64_t empty_ns;
	char name[80];

	write_word(COMPARE, "0");
	add_threads(FEW);
	measure(kmend, args[0]); /* what is done once is done */
	few = measure(kmend, args[0]);
	add_threads(nr - FEW);
	many = measure(kmend, args[0]);
	empty_ns = empty_stop_ns();
	write_word(COMPARE, "1");
	full = measure(kmend, args[0]);
	write_word(COMPARE, "0");
	libkmend_close(kmend);

	figure("a stop for nothing, from call to return", empty_ns / 1e3, "us", 0);
	snprintf(name, sizeof(name), "a stop to apply, %zu threads asleep, the same", nr);
	figure(name, many.call_ns / 1e3, "us", 0);
	figure("  times that for nothing", (double)many.call_ns / empty_ns, "", 2);
	figure("pause as told", many.pause_ns / 1e3, "us", 0);
	figure("  instructions for each thread more that sleeps",
	       ((double)many.pause_ns - few.pause_ns) / (nr - FEW), "", 3);
	figure("  with a look at all threads", full.pause_ns / 1e3, "us", 0);
	figure("  without, as a part of that", (double)many.pause_ns / full.pause_ns, "", 0.01);
}
