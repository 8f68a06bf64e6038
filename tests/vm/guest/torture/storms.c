// SPDX-License-Identifier: GPL-2.0
/*
 * The storms: tracers, probes, modules and processes that come and go. They know nothing
 * of patches; what they are refused for the moment is counted.
 *
 * To choose a function for a tracer or a probe, the kernel goes through all its symbols, so a storm that does not rest
 * has all of a slow machine to itself. Each rests for at least twice as long as it took for what it did: there is always
 * one that does something, and never only they.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "torture.h"

#define TRACING "/sys/kernel/tracing/"

/* Return: 0 or -errno. */
static int write_file(const char *path, const char *text, int flags)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | flags);
	int rc = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

static void count(int rc, int allowed, const char *what)
{
	if (!rc)
		tally()->times++;
	else if (rc == -allowed || rc == -EBUSY)
		tally()->refused++;
	else
		torture_fail("%s: %s", what, strerror(-rc));
}

static void pause_ms(unsigned int ms)
{
	usleep(ms * 1000);
}

static unsigned long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000UL + now.tv_nsec / 1000000;
}

/* After something that was begun at @begin_ms. */
static void rest(unsigned long begin_ms, unsigned long at_least_ms)
{
	unsigned long ms = 2 * (now_ms() - begin_ms);

	pause_ms(ms > at_least_ms ? ms : at_least_ms);
}

/* --- tracers of some functions, and now and then of all --- */

static void trace(const char *tracer, unsigned int ms)
{
	snprintf(tally()->doing, sizeof(tally()->doing), "tracer %s", tracer);
	count(write_file(TRACING "current_tracer", tracer, 0), EBUSY, tracer);
	pause_ms(ms);
	count(write_file(TRACING "current_tracer", "nop", 0), EBUSY, "nop");
}

/* A patched function cannot be chosen, and says so. */
static void choose(unsigned int first, unsigned int nr)
{
	write_file(TRACING "set_ftrace_filter", "", O_TRUNC);
	while (nr--)
		count(write_file(TRACING "set_ftrace_filter", functions_name(first + nr), O_APPEND),
		      EINVAL, "set_ftrace_filter");
	count(write_file(TRACING "set_ftrace_filter", "eventfd_*", O_APPEND), EINVAL,
	      "set_ftrace_filter");
}

static void run_tracers(void)
{
	unsigned long begin_ms;
	unsigned int round;

	for (round = 0; !torture_is_over(); round++) {
		begin_ms = now_ms();
		if (round % 32 == 31) {
			write_file(TRACING "set_ftrace_filter", "", O_TRUNC);
			trace("function", 200);
		} else {
			choose(round, 1 + round % 4);
			trace(round % 3 ? "function" : "function_graph", 30);
		}
		rest(begin_ms, 400);
	}
	write_file(TRACING "set_ftrace_filter", "", O_TRUNC);
}

/* --- probes at the entry, behind it, and of returns, of a function and of its neighbour --- */

static const char *const kinds[] = {
	"p:storm/first %s\n",
	"p:storm/first %s+5\n",
	"r:storm/first %s\n",
};

static void probe(unsigned int number)
{
	char text[128];
	int rc;

	snprintf(text, sizeof(text), kinds[number % 3], functions_name(number / 3));
	snprintf(tally()->doing, sizeof(tally()->doing), "%.*s", (int)strcspn(text, "\n"), text);
	rc = write_file(TRACING "kprobe_events", text, O_APPEND);
	/* A function that is patched has a jump there, of which it begins in the middle. */
	count(rc, EILSEQ, text);
	if (rc)
		return;
	rc = write_file(TRACING "events/storm/first/enable", "1", 0);
	count(rc, EINVAL, "enable");
	pause_ms(10);
	count(write_file(TRACING "events/storm/first/enable", "0", 0), EINVAL, "disable");
	count(write_file(TRACING "kprobe_events", "-:storm/first\n", O_APPEND), EBUSY, "remove");
}

static void run_probes(void)
{
	unsigned long begin_ms;
	unsigned int number;

	for (number = 0; !torture_is_over(); number++) {
		begin_ms = now_ms();
		probe(number);
		rest(begin_ms, 150);
	}
}

/* --- modules, of which some are patched --- */

static void run_modules(void)
{
	static const struct {
		const char *name;
		const char *path;
		const char *options;
	} modules[] = {
		{ "loop", "/modules/loop.ko", "max_loop=1" },
		{ "nbd", "/modules/nbd.ko", "nbds_max=1" },
		{ "target", "/modules/target.ko", "" },
	};
	unsigned long begin_ms;
	unsigned int number;
	int rc;

	for (number = 0; !torture_is_over(); number++) {
		const size_t i = number % 3;

		begin_ms = now_ms();
		snprintf(tally()->doing, sizeof(tally()->doing), "load %s", modules[i].name);
		rc = module_load(modules[i].path, modules[i].options);
		/* One that is patched may be kept out by a tracer or a probe. */
		count(rc, EBUSY, modules[i].path);
		rest(begin_ms, 100);
		if (rc)
			continue;
		snprintf(tally()->doing, sizeof(tally()->doing), "unload %s", modules[i].name);
		do {
			rc = module_unload(modules[i].name);
			count(rc, EAGAIN, modules[i].name);
			pause_ms(30);
		} while (rc);
	}
}

/*
 * --- what takes all the time that there is: in gusts, so that patches are tried in one and between
 * two, and go in ---
 */

enum { GUST_MS = 700, LULL_MS = 2000 };

/* In a child that this makes. */
static pid_t become(const char *const *args)
{
	pid_t pid = fork();
	int to;

	if (pid < 0)
		torture_fail("%s: %s", args[0], strerror(errno));
	if (pid)
		return pid;
	to = open("/tmp/stress", O_WRONLY | O_CREAT | O_APPEND, 0644);
	/* A group of its own, so that one signal reaches all that it starts. */
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (nice(19) == -1 || dup2(to, 1) < 0 || dup2(to, 2) < 0)
		_exit(126);
	execvp(args[0], (char *const *)args);
	_exit(127);
}

/* Processes that come and go. */
static void run_processes(void)
{
	pid_t pid = become((const char *const[]){ "/bin/storm", "1", NULL });

	while (!torture_is_over()) {
		pause_ms(GUST_MS);
		if (kill(pid, 0) || kill(-pid, SIGSTOP))
			torture_fail("it ended");
		tally()->times++;
		pause_ms(LULL_MS);
		kill(-pid, SIGCONT);
	}
	kill(-pid, SIGKILL);
}

static void stress(const char *kind)
{
	int status = -1;
	pid_t pid;

	snprintf(tally()->doing, sizeof(tally()->doing), "stress-ng %s", kind);
	pid = become((const char *const[]){ "stress-ng", "--quiet", "--temp-path", "/tmp", kind,
					    "1", "--timeout", "1", NULL });
	if (waitpid(pid, &status, 0) != pid || status)
		torture_fail("it ended with %#x", status);
	tally()->times++;
}

/* What stress-ng does to most of what the kernel has, one after the other. */
static void run_stress(void)
{
	static const char *const kinds[] = {
		"--fork",  "--vfork",	"--exec",   "--clone",	"--pthread",  "--pipe",
		"--futex", "--eventfd", "--switch", "--poll",	"--dentry",   "--open",
		"--get",   "--procfs",	"--mmap",   "--mremap", "--fault",    "--timerfd",
		"--kill",  "--dup",	"--yield",  "--zombie", "--sockpair", "--dev-shm",
	};
	unsigned int number;

	for (number = 0; !torture_is_over(); number++) {
		stress(kinds[number % (sizeof(kinds) / sizeof(*kinds))]);
		pause_ms(LULL_MS);
	}
}

const struct storm storms[] = {
	{ "tracers", run_tracers },	{ "probes", run_probes },   { "modules", run_modules },
	{ "processes", run_processes }, { "stress-ng", run_stress },
};
const size_t nr_storms = sizeof(storms) / sizeof(*storms);
