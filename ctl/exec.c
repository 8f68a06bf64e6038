// SPDX-License-Identifier: GPL-2.0
/*
 * A command of the user's, run for an event. The event is handed over in a file in
 * memory, not in a pipe: a command that does not read it neither blocks us
 * nor ends us with SIGPIPE.
 */
#include "exec.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libkmend.h>

#include "json.h"

static int fail(char *why, size_t size, const char *what, const char *reason)
{
	snprintf(why, size, "%s: %s", what, reason);
	return -1;
}

/* An unlinked file with the event, to be read from its beginning; -1: none. */
static int event_file(const struct libkmend_event *event)
{
	json_t *json = kmend_json_event(event);
	int fd = memfd_create("kmend event", 0);
	int rc = -1;

	if (json && fd >= 0)
		rc = json_dumpfd(json, fd, JSON_COMPACT);
	json_decref(json);
	if (!rc && write(fd, "\n", 1) == 1 && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static void set_environment(const struct libkmend_event *event)
{
	const struct libkmend_patch *patch = event->patch;
	char seq[24];

	snprintf(seq, sizeof(seq), "%" PRIu64, event->seq);
	setenv("KMEND_EVENT", libkmend_event_name(event->event), 1);
	setenv("KMEND_ID", patch->id ? patch->id : "", 1);
	setenv("KMEND_STATE",
	       LIBKMEND_HAS(patch, KMEND_A_STATE) ? libkmend_state_name(patch->state) : "", 1);
	setenv("KMEND_SEQ", seq, 1);
	setenv("KMEND_CAUSE", libkmend_cause_name(patch->cause), 1);
}

static void __attribute__((noreturn)) become(const char *command,
					     const struct libkmend_event *event, int fd)
{
	if (fd != STDIN_FILENO) {
		dup2(fd, STDIN_FILENO);
		close(fd);
	}
	set_environment(event);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static int judge(int status, char *why, size_t size)
{
	if (WIFSIGNALED(status))
		snprintf(why, size, "ended by signal %d", WTERMSIG(status));
	else if (WEXITSTATUS(status))
		snprintf(why, size, "exit code %d", WEXITSTATUS(status));
	else
		return 0;
	return -1;
}

int kmend_exec_event(const char *command, const struct libkmend_event *event, char *why,
		     size_t size)
{
	int fd = event_file(event);
	int status, rc;
	pid_t pid;

	if (fd < 0)
		return fail(why, size, "cannot hand the event over", strerror(errno));
	/* Or the child would print what is still in the buffer once more. */
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		become(command, event, fd);
	rc = errno;
	close(fd);
	if (pid < 0)
		return fail(why, size, "cannot start a process", strerror(rc));
	while ((rc = waitpid(pid, &status, 0)) < 0 && errno == EINTR)
		;
	if (rc < 0)
		return fail(why, size, "cannot wait for its end", strerror(errno));
	return judge(status, why, size);
}
