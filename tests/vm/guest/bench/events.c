// SPDX-License-Identifier: GPL-2.0
/*
 * Many events to four listeners, of whom one does not listen for long stretches.
 *
 * Events are made without attempts: a transaction of patches that wait for one
 * that is not applied, submitted and cancelled, again and again. Each listener is a
 * process of its own. Three follow all the time. The slow one sleeps until it is
 * woken, at moments when nothing happens, and then catches up: so what the log
 * still holds at that moment is known to the number, and so is what it must tell.
 *
 * How long the manager takes is measured with the three first, then with all.
 */
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define FAST 3
#define LISTENERS 4
/* The slow one is woken so many times on the way. */
#define WAKES 10
#define BOUND_RATIO 1.5
/* Part of the events that the measurement without the slow one makes. */
#define SHARE_ALONE 4

/**
 * struct order - what the producer tells a listener
 * @until: follow up to this number, then answer
 * @first_kept: oldest number in the log by then
 * @end: and leave
 */
struct order {
	uint64_t until;
	uint64_t first_kept;
	bool end;
};

/**
 * struct tally - what a listener saw
 * @first: the first number that was told or told to be gone
 * @next: one after the last
 * @told: how many events were told
 * @gone: how many were told to be gone
 * @gaps: in how many places
 * @held: how many were told to be gone although the log had them
 * @first_kept: the log's oldest while it catches up, else UINT64_MAX
 */
struct tally {
	uint64_t first;
	uint64_t next;
	uint64_t told;
	uint64_t gone;
	uint64_t gaps;
	uint64_t held;
	uint64_t first_kept;
};

struct listener {
	pid_t pid;
	int sock;
};

/* Numbers are consecutive but for what is told to be gone, or the program ends. */
static void tally_event(const struct libkmend_event *event, void *arg)
{
	struct tally *tally = arg;

	if (!tally->first)
		tally->first = tally->next = event->seq - event->lost;
	if (event->seq - event->lost != tally->next)
		die("event %llu, %llu lost before it, follows %llu",
		    (unsigned long long)event->seq, (unsigned long long)event->lost,
		    (unsigned long long)tally->next - 1);
	tally->next = event->seq + 1;
	tally->told++;
	tally->gone += event->lost;
	tally->gaps += event->lost != 0;
	if (event->lost && event->seq > tally->first_kept)
		tally->held += event->seq - tally->first_kept;
}

/* Everything up to a number, which has happened already. */
static void catch_up(struct libkmend *kmend, struct tally *tally, const struct order *order)
{
	struct pollfd fd = { .fd = libkmend_event_fd(kmend), .events = POLLIN };

	/* Only the slow one is ever so late that this is what the log holds. */
	tally->first_kept = order->first_kept;
	while (tally->next <= order->until) {
		if (poll(&fd, 1, 10000) < 1)
			die("event %llu does not come", (unsigned long long)tally->next);
		must(kmend, libkmend_follow(kmend, tally_event, tally), "follow");
	}
	tally->first_kept = UINT64_MAX;
}

static void listen_for_events(int sock, bool slow)
{
	struct libkmend *kmend = connect_subscribed();
	struct tally tally = { .first_kept = UINT64_MAX };
	struct pollfd fds[] = {
		{ .fd = sock, .events = POLLIN },
		{ .fd = libkmend_event_fd(kmend), .events = POLLIN },
	};
	struct order order = { .end = false };

	/* Ready. */
	if (write(sock, &tally, sizeof(tally)) != sizeof(tally))
		die("the producer is gone");
	while (!order.end) {
		/* An overrun wakes whoever polls a socket, whatever he waits for. */
		if (poll(fds, slow ? 1 : 2, -1) < 0)
			die("cannot poll");
		if (fds[0].revents) {
			if (read(sock, &order, sizeof(order)) != sizeof(order))
				die("the producer is gone");
			catch_up(kmend, &tally, &order);
			if (write(sock, &tally, sizeof(tally)) != sizeof(tally))
				die("the producer is gone");
		} else if (fds[1].revents) {
			must(kmend, libkmend_follow(kmend, tally_event, &tally), "follow");
		}
	}
	libkmend_close(kmend);
	exit(0);
}

static struct tally receive_tally(const struct listener *listener)
{
	struct tally tally;

	if (read(listener->sock, &tally, sizeof(tally)) != sizeof(tally))
		die("a listener failed");
	return tally;
}

static struct listener start_listener(bool slow)
{
	struct listener listener;
	int socks[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks))
		die("no socket");
	listener.pid = fork();
	if (listener.pid < 0)
		die("no process");
	if (!listener.pid) {
		close(socks[0]);
		listen_for_events(socks[1], slow);
	}
	close(socks[1]);
	listener.sock = socks[0];
	receive_tally(&listener);
	return listener;
}

static struct tally order_listener(const struct listener *listener, uint64_t until,
				   uint64_t log_size, bool end)
{
	struct order order = {
		.until = until,
		.first_kept = until > log_size ? until - log_size + 1 : 1,
		.end = end,
	};
	struct tally tally;

	if (write(listener->sock, &order, sizeof(order)) != sizeof(order))
		die("a listener is gone");
	tally = receive_tally(listener);
	if (end) {
		close(listener->sock);
		waitpid(listener->pid, NULL, 0);
	}
	return tally;
}

struct producer {
	struct libkmend *kmend;
	char **ids;
	size_t nr_ids;
};

/* Return: the number of the last event, which is @until or little more. */
static uint64_t produce(const struct producer *producer, uint64_t until)
{
	const char *const *ids = (const char *const *)producer->ids;
	uint64_t last = 0;

	while (last < until) {
		must(producer->kmend, libkmend_submit_many(producer->kmend, ids, producer->nr_ids,
							   NULL, NULL), "submit");
		must(producer->kmend, libkmend_cancel(producer->kmend, ids[0]), "cancel");
		last = last_seq(producer->kmend);
	}
	return last;
}

static uint64_t log_size(struct libkmend *kmend)
{
	struct libkmend_stats *stats;
	uint64_t size;

	must(kmend, libkmend_stats(kmend, &stats), "stats");
	size = stats->log_size;
	libkmend_stats_free(stats);
	return size;
}

/* Everything between the number before and the last is told or told to be gone. */
static void check_tally(const struct tally *tally, uint64_t before, uint64_t last, const char *who)
{
	if (tally->first != before + 1 || tally->next != last + 1 ||
	    tally->told + tally->gone != last - before)
		die("%s: %llu to %llu, %llu told, %llu gone; %llu to %llu happened", who,
		    (unsigned long long)tally->first, (unsigned long long)tally->next - 1,
		    (unsigned long long)tally->told, (unsigned long long)tally->gone,
		    (unsigned long long)before + 1, (unsigned long long)last);
}

/**
 * run() - a number of events to a number of listeners
 * @producer: makes them
 * @events: how many, at least
 * @listeners: the first FAST are fast, the one after them is slow
 * @tallies: what each of them saw
 *
 * Return: nanoseconds for each event, until the fast ones had them too; not counted
 * is the time in which the slow one catches up.
 */
static double run(const struct producer *producer, uint64_t events, size_t listeners,
		  struct tally *tallies)
{
	uint64_t size = log_size(producer->kmend), before = last_seq(producer->kmend);
	uint64_t last = before, took = 0, start;
	struct listener listener[LISTENERS];
	size_t i, wake;

	for (i = 0; i < listeners; i++)
		listener[i] = start_listener(i >= FAST);
	for (wake = 1; wake <= WAKES; wake++) {
		bool end = wake == WAKES;

		start = now_ns();
		last = produce(producer, before + events * wake / WAKES);
		for (i = 0; i < FAST; i++)
			tallies[i] = order_listener(&listener[i], last, size, end);
		took += now_ns() - start;
		for (; i < listeners; i++)
			tallies[i] = order_listener(&listener[i], last, size, end);
	}
	for (i = 0; i < listeners; i++)
		check_tally(&tallies[i], before, last, i < FAST ? "a listener" : "the slow listener");
	return (double)took / (last - before);
}

void bench_events(char **args)
{
	struct producer producer = { .kmend = connect_manager() };
	uint64_t events = strtoull(args[2], NULL, 10), gone = 0;
	struct tally tallies[LISTENERS];
	double alone, with_slow;
	size_t i;

	producer.nr_ids = strtoul(args[1], NULL, 10);
	producer.ids = make_ids(args[0], producer.nr_ids);
	alone = run(&producer, events / SHARE_ALONE, FAST, tallies);
	with_slow = run(&producer, events, LISTENERS, tallies);
	libkmend_close(producer.kmend);

	for (i = 0; i < FAST; i++)
		gone += tallies[i].gone;
	figure("events, told or told to be gone, to each of 4 listeners",
	       tallies[FAST].told + tallies[FAST].gone, "", 0);
	figure("lost by the three that listen", gone, "", 1);
	figure("told by the slow one", tallies[FAST].told, "", 0);
	figure("told to be gone by the slow one", tallies[FAST].gone, "", 0);
	figure("in how many gaps", tallies[FAST].gaps, "", 0);
	figure("of these, the log still had", tallies[FAST].held, "", 1);
	figure("an event to 3 listeners", alone / 1e3, "us", 0);
	figure("an event to 3 listeners and the slow one", with_slow / 1e3, "us", 0);
	figure("the same, times that without the slow one", with_slow / alone, "", BOUND_RATIO);
	if (!tallies[FAST].gaps)
		die("the slow listener was not slow enough to miss anything");
}
