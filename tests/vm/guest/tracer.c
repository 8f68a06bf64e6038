// SPDX-License-Identifier: GPL-2.0
/*
 * tracer seize|stop PID: trace a thread, and with "stop" hold it, until killed. What it was
 * doing in the kernel is broken off to be stopped, and taken up again when the tracer dies.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	pid_t pid;

	if (argc != 3)
		return 2;
	pid = atoi(argv[2]);
	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL))
		return 1;
	if (!strcmp(argv[1], "stop") &&
	    (ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) || waitpid(pid, NULL, __WALL) != pid))
		return 1;
	for (;;)
		pause();
}
