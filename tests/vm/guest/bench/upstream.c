// SPDX-License-Identifier: GPL-2.0
/*
 * How long until a patch is in force, by kmend and by the kernel's own livepatch, in the same boot: on an
 * idle machine, and for livepatch with two threads that sleep in the function. For kmend those are told and
 * waited for, or let alone if the patch's author allows that: not a figure of this.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define ROUNDS 5
#define STATE "/sys/kernel/livepatch/upstream_poll/"

static int in_transition(void)
{
	int value = -1;
	FILE *file = fopen(STATE "transition", "r");

	if (file) {
		if (fscanf(file, "%d", &value) != 1)
			value = -1;
		fclose(file);
	}
	return value;
}

static void wait_settled(void)
{
	while (in_transition() > 0)
		usleep(1000);
}

static uint64_t load_upstream(const char *path, const char *function)
{
	char options[64];
	int fd = open(path, O_RDONLY);
	uint64_t start = now_ns();

	snprintf(options, sizeof(options), "function=%s", function);
	if (fd < 0 || syscall(SYS_finit_module, fd, options, 0))
		die("%s: cannot be loaded", path);
	close(fd);
	wait_settled();
	return now_ns() - start;
}

static void unload_upstream(void)
{
	FILE *file = fopen(STATE "enabled", "w");

	if (!file || fputs("0", file) < 0 || fclose(file))
		die(STATE "enabled: cannot be written");
	wait_settled();
	/* The directory goes a moment later, and the module may. */
	while (syscall(SYS_delete_module, "upstream_poll", O_NONBLOCK))
		usleep(10000);
}

static pid_t sleep_in_poll(void)
{
	pid_t pid = fork();

	if (pid < 0)
		die("no process to be had");
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		poll(NULL, 0, -1);
}

static uint64_t apply(struct libkmend *kmend, const char *id)
{
	uint64_t start = now_ns(), took;

	must(kmend, libkmend_submit(kmend, id, NULL), "submit");
	wait_event(kmend, id, KMEND_EVENT_APPLIED);
	took = now_ns() - start;
	must(kmend, libkmend_revert(kmend, id, NULL), "revert");
	wait_event(kmend, id, KMEND_EVENT_REVERTED);
	return took;
}

void bench_upstream(char **args)
{
	struct libkmend *kmend = connect_subscribed();
	uint64_t mine[ROUNDS], theirs[ROUNDS], stopped, asleep, ours;
	pid_t first, second;
	size_t i;

	for (i = 0; i < ROUNDS; i++)
		mine[i] = apply(kmend, args[0]);
	stopped = stops(kmend);
	for (i = 0; i < ROUNDS; i++) {
		theirs[i] = load_upstream(args[1], args[2]);
		unload_upstream();
	}
	first = sleep_in_poll();
	second = sleep_in_poll();
	sleep(1);
	asleep = load_upstream(args[1], args[2]);
	kill(first, SIGKILL);
	kill(second, SIGKILL);
	while (wait(NULL) > 0)
		;
	unload_upstream();
	if (stops(kmend) != stopped)
		die("kmend had something to do meanwhile");
	libkmend_close(kmend);

	ours = median(mine, ROUNDS);
	figure("submit to applied, idle", ours / 1e6, "ms", 0);
	figure("  the kernel's own livepatch: load to end of transition", median(theirs, ROUNDS) / 1e6,
	       "ms", 0);
	figure("  kmend's as a part of that", (double)ours / median(theirs, ROUNDS), "", 1);
	figure("  livepatch with 2 threads asleep in the function", asleep / 1e6, "ms", 0);
}
