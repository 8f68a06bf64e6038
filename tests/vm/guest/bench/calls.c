// SPDX-License-Identifier: GPL-2.0
/*
 * What does a call of a patched function cost? Of one that is redirected by a jump, by ftrace,
 * and by an upstream live patch, against one that is not patched. The replacement of the first two
 * goes on in the old code by one more jump, which takes the place of its own ftrace site.
 * tests/vm/modules/calls.c makes the calls.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"

#define CALLS "/sys/module/calls/parameters/"
#define REDIRECT "/sys/kernel/config/kmend/policies/default/redirect"
#define UPSTREAM "/sys/kernel/livepatch/upstream_sqrt/"

static void write_word(const char *path, const char *word)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(word, file) < 0 || fclose(file))
		die("%s: cannot be written", path);
}

static double read_number(const char *path)
{
	double value;
	FILE *file = fopen(path, "r");

	if (!file || fscanf(file, "%lf", &value) != 1)
		die("%s: cannot be read", path);
	fclose(file);
	return value;
}

/* Instructions of a call, in a loop. The first round has to translate the code. */
static double measure(void)
{
	int i;

	for (i = 0; i < 2; i++)
		write_word(CALLS "run", "1");
	return read_number(CALLS "last_ns") / read_number(CALLS "calls");
}

static double patched(struct libkmend *kmend, const char *id, const char *way)
{
	double cost;

	write_word(REDIRECT, way);
	must(kmend, libkmend_submit(kmend, id, NULL), "submit");
	wait_event(kmend, id, KMEND_EVENT_APPLIED);
	cost = measure();
	must(kmend, libkmend_revert(kmend, id, NULL), "revert");
	wait_event(kmend, id, KMEND_EVENT_REVERTED);
	return cost;
}

static double upstream(void)
{
	double cost;

	if (system("insmod /modules/upstream_sqrt.ko"))
		die("the upstream live patch is not loaded");
	while (read_number(UPSTREAM "transition"))
		usleep(10000);
	cost = measure();
	write_word(UPSTREAM "enabled", "0");
	while (!access(UPSTREAM "enabled", F_OK))
		usleep(10000);
	if (system("rmmod upstream_sqrt"))
		die("the upstream live patch is not unloaded");
	return cost;
}

void bench_calls(char **args)
{
	struct libkmend *kmend = connect_subscribed();
	double plain, jump, ftrace;

	plain = measure();
	/* In this order: a policy that wants a jump does not wait for ftrace to have its call back. */
	jump = patched(kmend, args[0], "jump");
	ftrace = patched(kmend, args[0], "ftrace");
	write_word(REDIRECT, "auto");
	libkmend_close(kmend);
	figure("a call in a loop, in instructions", plain, "", 0);
	figure("  more if redirected by a jump", jump - plain, "", 1.5);
	figure("  more if redirected by ftrace", ftrace - plain, "", 5.5);
	/* The claim is given back first. */
	sleep(5);
	figure("  more if an upstream live patch is there", upstream() - plain, "", 0);
}
