// SPDX-License-Identifier: GPL-2.0
/*
 * torture SECONDS [control]: take patches in and out without a pause, in several
 * lanes at once, while tracers, probes and modules come and go. With "control" only
 * the storms, for a kernel without the manager.
 * Prints what was done, each line after "# ". Exits with 0 if every step was answered as
 * it may be, had its outcome and showed its effect, and each lane made a cycle.
 */
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "torture.h"

enum {
	PROCESSES_MAX = 32,
	/* Who does not go on for so long is stuck; attempts may take as long as a deadline. */
	STUCK_S = 300,
	/* What a storm does takes seconds at most. */
	STORM_STUCK_S = 120,
	TELL_EVERY_S = 60,
};

static struct {
	struct tally tallies[PROCESSES_MAX];
	bool over;
	bool failed;
} *shared;

static struct process {
	const char *name;
	pid_t pid;
	bool is_lane;
	unsigned long seen;
	time_t since;
} processes[PROCESSES_MAX];
static size_t nr_processes, self;

bool torture_is_over(void)
{
	return __atomic_load_n(&shared->over, __ATOMIC_RELAXED);
}

struct tally *tally(void)
{
	return &shared->tallies[self];
}

void torture_fail(const char *format, ...)
{
	va_list args;

	/* The first one is what counts. */
	if (!__atomic_exchange_n(&shared->failed, true, __ATOMIC_ACQ_REL)) {
		printf("# failed: %s, in cycle %lu, at '%s': ", processes[self].name,
		       tally()->times, tally()->doing);
		va_start(args, format);
		vprintf(format, args);
		va_end(args);
		putchar('\n');
	}
	exit(1);
}

static void run_storm(const struct storm *storm)
{
	storm->run();
	exit(0);
}

static void start(const char *name, const struct lane *lane, const struct storm *storm)
{
	struct process *process = &processes[nr_processes];

	process->name = name;
	process->is_lane = lane;
	process->since = time(NULL);
	self = nr_processes++;
	process->pid = fork();
	if (process->pid)
		return;
	/* A group of its own, so that one signal ends all that it starts. */
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, lane ? "lane" : "storm");
	if (lane)
		lane_run(lane);
	run_storm(storm);
}

/* Of another process. */
static void note_failure(size_t number, const char *what)
{
	if (!__atomic_exchange_n(&shared->failed, true, __ATOMIC_ACQ_REL))
		printf("# failed: %s, in cycle %lu, at '%s': %s\n", processes[number].name,
		       shared->tallies[number].times, shared->tallies[number].doing, what);
}

static void note_progress(size_t number)
{
	const struct tally *tally = &shared->tallies[number];
	struct process *process = &processes[number];

	if (tally->times + tally->in + tally->refused != process->seen) {
		process->seen = tally->times + tally->in + tally->refused;
		process->since = time(NULL);
	} else if (time(NULL) > process->since + (process->is_lane ? STUCK_S : STORM_STUCK_S)) {
		note_failure(number, "stuck");
	}
}

/* Return: whether one still runs that ends by itself. */
static bool watch(void)
{
	bool running = false;
	int status;
	size_t i;

	for (i = 0; i < nr_processes; i++) {
		if (!processes[i].pid)
			continue;
		if (waitpid(processes[i].pid, &status, WNOHANG) == processes[i].pid) {
			processes[i].pid = 0;
			if (status)
				note_failure(i, "it ended");
		} else {
			running = true;
			note_progress(i);
		}
	}
	return running;
}

static unsigned long cycles(void)
{
	unsigned long sum = 0;
	size_t i;

	for (i = 0; i < nr_processes; i++)
		if (processes[i].is_lane)
			sum += shared->tallies[i].times;
	return sum;
}

/* Those of one name are told together; Return: the number behind the last. */
static size_t add(size_t first, struct tally *sum)
{
	size_t i;

	*sum = (struct tally){ 0 };
	for (i = first; i < nr_processes && !strcmp(processes[i].name, processes[first].name);
	     i++) {
		sum->times += shared->tallies[i].times;
		sum->in += shared->tallies[i].in;
		sum->out += shared->tallies[i].out;
		sum->retried += shared->tallies[i].retried;
		sum->refused += shared->tallies[i].refused;
	}
	return i;
}

/* Since boot; what they are made of matters to nobody. */
static unsigned long forks(void)
{
	FILE *file = fopen("/proc/stat", "r");
	unsigned long nr = 0;
	char line[4096];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "processes %lu", &nr) == 1)
			break;
	if (file)
		fclose(file);
	return nr;
}

/* Storms come first, then lanes. */
static void tell(double seconds, unsigned long made)
{
	struct tally sum, all = { 0 };
	size_t i = 0;

	printf("# %-22s %8s %8s\n", "storm", "changes", "refused");
	while (i < nr_storms) {
		const char *name = processes[i].name;

		i = add(i, &sum);
		printf("# %-22s %8lu %8lu\n", name, sum.times, sum.refused);
	}
	printf("# %-22s %8lu\n", "processes and threads", made);
	printf("# %-22s %8s %8s %8s %8s\n", "lane", "cycles", "in", "out", "retried");
	while (i < nr_processes) {
		const char *name = processes[i].name;

		i = add(i, &sum);
		printf("# %-22s %8lu %8lu %8lu %8lu\n", name, sum.times, sum.in, sum.out,
		       sum.retried);
		all.in += sum.in;
		all.out += sum.out;
	}
	printf("# %-22s %8lu %8lu %8lu\n", "all", cycles(), all.in, all.out);
	printf("# %lu cycles in %.0f s, %.2f a second\n", cycles(), seconds, cycles() / seconds);
}

static void require_work(void)
{
	size_t i;

	for (i = 0; i < nr_processes; i++)
		if (!shared->tallies[i].times)
			note_failure(i, "nothing was done");
}

static void run_for(time_t seconds, int events)
{
	struct pollfd fd = { .fd = events, .events = POLLIN };
	time_t begin = time(NULL), told = begin;
	unsigned long forks_before = forks();
	const char *wrong;

	while (watch() && !shared->failed) {
		poll(&fd, 1, 100);
		wrong = events >= 0 ? requests_follow() : NULL;
		if (wrong && !shared->failed) {
			shared->failed = true;
			printf("# failed: events: %s\n", wrong);
		}
		if (time(NULL) >= begin + seconds)
			shared->over = true;
		if (time(NULL) >= told + TELL_EVERY_S) {
			told = time(NULL);
			printf("# after %ld s: %lu cycles\n", (long)(told - begin), cycles());
			fflush(stdout);
		}
	}
	tell(time(NULL) - begin, forks() - forks_before);
}

int main(int argc, char **argv)
{
	bool control = argc == 3 && !strcmp(argv[2], "control");
	int events = -1;
	size_t i;

	if (argc != 2 && !control)
		return 2;
	functions_read();
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	if (shared == MAP_FAILED)
		return 2;
	if (!control) {
		lanes_prepare();
		events = requests_prepare();
		if (events < 0)
			return 2;
	}
	for (i = 0; i < nr_storms; i++)
		start(storms[i].name, NULL, &storms[i]);
	for (i = 0; i < nr_lanes && !control; i++)
		start(lanes[i].name, &lanes[i], NULL);
	run_for(strtol(argv[1], NULL, 10), events);
	require_work();
	for (i = 0; i < nr_processes; i++)
		if (processes[i].pid)
			kill(-processes[i].pid, SIGKILL);
	return shared->failed;
}
