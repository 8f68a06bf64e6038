// SPDX-License-Identifier: GPL-2.0
/*
 * prefix TEXT COMMAND...: run a command and put TEXT before every line that it
 * prints, until it exits. Over a socket: a shell's pipe would have somebody
 * sleep in pipe_read, which the tests patch.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int sockets[2];

/* What is queued is still read; then the end is seen, whoever else holds it. */
static void child_ended(int signal)
{
	(void)signal;
	shutdown(sockets[0], SHUT_RDWR);
}

static void copy_lines(const char *text)
{
	bool start = true;
	char buffer[4096];
	ssize_t n, i;

	while ((n = recv(sockets[0], buffer, sizeof(buffer), 0)) > 0) {
		for (i = 0; i < n; i++) {
			if (start)
				fputs(text, stdout);
			putchar(buffer[i]);
			start = buffer[i] == '\n';
		}
		fflush(stdout);
	}
	if (!start)
		puts("");
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = child_ended, .sa_flags = SA_RESTART };
	int status;
	pid_t pid;

	if (argc < 3 || socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) ||
	    sigaction(SIGCHLD, &action, NULL))
		return 125;
	pid = fork();
	if (pid == 0) {
		dup2(sockets[1], STDOUT_FILENO);
		dup2(sockets[1], STDERR_FILENO);
		close(sockets[0]);
		close(sockets[1]);
		execvp(argv[2], argv + 2);
		dprintf(STDERR_FILENO, "cannot run %s\n", argv[2]);
		_exit(127);
	}
	close(sockets[1]);
	copy_lines(argv[1]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 125;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
