// SPDX-License-Identifier: GPL-2.0
/*
 * hammer NUMBER SECONDS: so many processes ask for their pid without a pause until the answer is 0,
 * which tests/patches/getpid.patch gives. Prints a line when all are at it; fails if
 * one has not had that answer in time.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void ask(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* To load a module takes minutes otherwise. */
	if (nice(19) == -1)
		_exit(1);
	while (syscall(SYS_getpid))
		;
	_exit(0);
}

int main(int argc, char **argv)
{
	int left, status;

	if (argc != 3)
		return 2;
	for (left = 0; left < atoi(argv[1]); left++)
		if (!fork())
			ask();
	puts("all are at it");
	fflush(stdout);
	alarm(atoi(argv[2]));
	for (; left && wait(&status) > 0; left--)
		if (status)
			return 1;
	return left > 0;
}
