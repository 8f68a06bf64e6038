// SPDX-License-Identifier: GPL-2.0
/*
 * hog CPU [PID...]: have a processor for oneself until killed: before everything that is not SCHED_FIFO, which those
 * others are made.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	struct sched_param param = { .sched_priority = 1 }, first = { .sched_priority = 2 };
	cpu_set_t set;
	int i;

	for (i = 2; i < argc; i++)
		if (sched_setscheduler(atoi(argv[i]), SCHED_FIFO, &first))
			perror(argv[i]);
	CPU_ZERO(&set);
	CPU_SET(argc > 1 ? atoi(argv[1]) : 0, &set);
	if (sched_setaffinity(0, sizeof(set), &set) || sched_setscheduler(0, SCHED_FIFO, &param)) {
		perror("hog");
		return 1;
	}
	for (;;)
		;
}
