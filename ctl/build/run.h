/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Running the compiler and its like: no shell, nothing on stdin, output kept
 * for the case that it fails, and everything ended when the user presses Ctrl-C.
 */
#ifndef KMEND_BUILD_RUN_H
#define KMEND_BUILD_RUN_H

#include <stdbool.h>
#include <sys/types.h>

#include "../err.h"

/* What is kept of the end of a command's output. */
enum { KMEND_RUN_OUTPUT = 64 * 1024 };

/**
 * struct kmend_job - a running command
 * @pid: leader of its process group
 * @pidfd: becomes readable when it ends
 * @output: file without a name that stdout and stderr go to
 * @name: argv[0], for messages
 */
struct kmend_job {
	pid_t pid;
	int pidfd;
	int output;
	char name[64];
};

/**
 * kmend_job_start() - start a command
 * @job: filled in; kmend_job_wait() for it
 * @cwd: where; NULL: here
 * @argv: ends with NULL; argv[0] is searched in PATH
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_job_start(struct kmend_job *job, const char *cwd, char *const argv[],
		    struct kmend_err *err);

/**
 * kmend_job_any() - wait until one of some commands ends, or somebody interrupts us
 * @jobs: running
 * @nr: how many, at least 1
 *
 * Return: index of the one to kmend_job_wait() for.
 */
unsigned int kmend_job_any(const struct kmend_job *jobs, unsigned int nr);

/**
 * kmend_job_wait() - wait until a command ends
 * @job: the command; gone afterwards
 * @output: set to the end of what it printed, free() it; may be NULL
 * @err: why it failed
 *
 * Return: its exit status, 128 + N when signal N ended it; -1 with @err, after an
 * interrupt, too.
 */
int kmend_job_wait(struct kmend_job *job, char **output, struct kmend_err *err);

/**
 * kmend_run() - run a command to its end
 * @cwd: see kmend_job_start()
 * @argv: see kmend_job_start()
 * @output: see kmend_job_wait()
 * @err: see kmend_job_wait()
 *
 * Return: see kmend_job_wait().
 */
int kmend_run(const char *cwd, char *const argv[], char **output, struct kmend_err *err);

/**
 * kmend_run_or_fail() - run a command that must succeed
 * @cwd: see kmend_job_start()
 * @argv: see kmend_job_start()
 * @what: what failed if it fails: "cannot prepare the source tree"
 * @err: set to @what and the last lines of its output
 *
 * Return: 0, or -1 with @err.
 */
int kmend_run_or_fail(const char *cwd, char *const argv[], const char *what,
		      struct kmend_err *err);

/**
 * kmend_output_gist() - the lines of a tool's output that tell why it failed
 * @output: all of it; NULL is allowed
 * @gist: set to the first lines that say "error", or else to the last line
 * @size: of @gist
 */
void kmend_output_gist(const char *output, char *gist, size_t size);

/**
 * kmend_interrupt_catch() - from now on SIGINT, SIGTERM and SIGHUP end commands, not us
 *
 * Also takes out of the environment what would change how kbuild builds.
 */
void kmend_interrupt_catch(void);
/** kmend_interrupt_release() - as it was before kmend_interrupt_catch() */
void kmend_interrupt_release(void);

/**
 * kmend_interrupted() - has somebody interrupted us?
 * @err: set if so
 *
 * Return: 0, or -1 with @err.
 */
int kmend_interrupted(struct kmend_err *err);

#endif
