// SPDX-License-Identifier: GPL-2.0
/*
 * storm WORKERS: processes that do nothing but make others which exit at once, by fork, vfork, exec and
 * threads that exec or exit before the first of their process, and leave some dead for a
 * while; and pairs that wake each other through pipes. Until killed; all die with the first.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char *self;

static void *thread_exits(void *arg)
{
	return arg;
}

static void *thread_execs(void *arg)
{
	execl(self, self, "exit", NULL);
	return arg;
}

static void child(unsigned int kind)
{
	pthread_t threads[3];
	int i;

	switch (kind % 4) {
	case 0:
		_exit(0);
	case 1:
		execl(self, self, "exit", NULL);
		_exit(1);
	case 2:
		for (i = 0; i < 3; i++)
			pthread_create(&threads[i], NULL, thread_exits, NULL);
		/* The first thread goes before the others. */
		syscall(SYS_exit, 0);
		break;
	case 3:
		pthread_create(&threads[0], NULL, thread_execs, NULL);
		for (;;)
			pause();
	}
}

static void churn(void)
{
	volatile unsigned int round;
	pid_t pid;

	for (round = 0;; round++) {
		if (round % 5 == 4) {
			if (!vfork())
				_exit(0);
			continue;
		}
		pid = fork();
		if (!pid)
			child(round);
		/* Some at a time. */
		if (round % 8 == 7)
			while (waitpid(-1, NULL, __WALL) > 0)
				;
	}
}

static void play(int from, int to)
{
	char ball;

	while (read(from, &ball, 1) == 1 && write(to, &ball, 1) == 1)
		;
	_exit(1);
}

static void ping_pong(void)
{
	int there[2], back[2];

	if (pipe(there) || pipe(back) || write(there[1], "o", 1) != 1)
		_exit(1);
	if (!fork())
		play(there[0], back[1]);
	play(back[0], there[1]);
}

int main(int argc, char **argv)
{
	int i;

	if (argc != 2)
		return 2;
	if (!strcmp(argv[1], "exit"))
		return 0;
	self = argv[0][0] == '/' ? argv[0] : "/bin/storm";
	/* To load a module takes half a minute otherwise. */
	if (nice(19) == -1)
		return 1;
	/* A group of its own, so that one signal ends all. */
	setpgid(0, 0);
	for (i = 0; i < atoi(argv[1]); i++)
		if (!fork())
			churn();
	for (i = 0; i < 2; i++)
		if (!fork())
			ping_pong();
	for (;;)
		pause();
}
