// SPDX-License-Identifier: GPL-2.0
/*
 * Each command is the leader of a process group of its own, so that a signal
 * from the terminal reaches us alone; we pass it on to the whole group, wait,
 * and clean up.
 */
#include "run.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "files.h"
#include "progress.h"

enum {
	OUTPUT_MAX = KMEND_RUN_OUTPUT,
	CHECK_MS = 200,
	GIST_LINES = 3,
};

static volatile sig_atomic_t interrupted;
static struct sigaction saved[3];
static const int caught[3] = { SIGINT, SIGTERM, SIGHUP };

/* A make that called us, or the user's settings for another kernel, must not leak in. */
static const char *const unwanted_env[] = {
	"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEFILES", "GNUMAKEFLAGS", "MAKEOVERRIDES",
	"ARCH", "SRCARCH", "CROSS_COMPILE", "CC", "LD", "LLVM", "KCFLAGS", "KCPPFLAGS", "KAFLAGS",
	"KBUILD_OUTPUT", "KBUILD_EXTMOD", "KBUILD_VERBOSE", "KBUILD_EXTRA_WARN",
	"KBUILD_CHECKSRC", "KCONFIG_CONFIG", "KERNELRELEASE", "LOCALVERSION", "INSTALL_MOD_PATH",
	"B", "C", "M", "O", "V", "W", "CFLAGS", "LDFLAGS", "GCC_EXEC_PREFIX", "COMPILER_PATH",
	"CPATH", "C_INCLUDE_PATH", "DEPENDENCIES_OUTPUT", "SUNPRO_DEPENDENCIES",
	"POSIXLY_CORRECT", "PATCH_GET", "TAR_OPTIONS", "XZ_OPT", "XZ_DEFAULTS", "SIMPLE_BACKUP_SUFFIX",
};

static void note_interrupt(int sig)
{
	interrupted = sig;
}

void kmend_interrupt_catch(void)
{
	struct sigaction sa = { .sa_handler = note_interrupt };

	for (size_t i = 0; i < sizeof(unwanted_env) / sizeof(*unwanted_env); i++)
		unsetenv(unwanted_env[i]);
	setenv("LC_ALL", "C", 1);
	interrupted = 0;
	for (int i = 0; i < 3; i++)
		sigaction(caught[i], &sa, &saved[i]);
}

void kmend_interrupt_release(void)
{
	for (int i = 0; i < 3; i++)
		sigaction(caught[i], &saved[i], NULL);
}

int kmend_interrupted(struct kmend_err *err)
{
	if (!interrupted)
		return 0;
	return kmend_err_set(err, KMEND_EXIT_FAILED, "interrupted; nothing was written");
}

static void be_child(const char *cwd, char *const argv[], int output, int report)
{
	int in = open("/dev/null", O_RDONLY);
	int error;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	setpgid(0, 0);
	for (int i = 0; i < 3; i++)
		signal(caught[i], SIG_DFL);
	if (in >= 0 && dup2(in, 0) == 0 && dup2(output, 1) == 1 && dup2(output, 2) == 2 &&
	    (!cwd || !chdir(cwd)))
		execvp(argv[0], argv);
	error = errno;
	if (write(report, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

int kmend_job_start(struct kmend_job *job, const char *cwd, char *const argv[],
		    struct kmend_err *err)
{
	_cleanup_close_ int output = memfd_create("output", MFD_CLOEXEC);
	int report[2];
	int error = 0;

	if (kmend_interrupted(err))
		return -1;
	if (output < 0 || pipe2(report, O_CLOEXEC))
		return kmend_err_set(err, KMEND_EXIT_FAILED, "cannot run %s: %s", argv[0],
				     strerror(errno));
	fflush(NULL);
	job->pid = fork();
	if (!job->pid)
		be_child(cwd, argv, output, report[1]);
	error = job->pid < 0 ? errno : 0;
	close(report[1]);
	/* The pipe closes by itself when the command has taken over. */
	if (job->pid > 0 && read(report[0], &error, sizeof(error)) > 0)
		waitpid(job->pid, NULL, 0);
	close(report[0]);
	if (error)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "cannot run %s: %s%s", argv[0],
				     strerror(error),
				     error == ENOENT ? "; install the package that has it" : "");
	setpgid(job->pid, job->pid);
	job->pidfd = pidfd_open(job->pid, 0);
	job->output = output;
	output = -1;
	snprintf(job->name, sizeof(job->name), "%s", argv[0]);
	return 0;
}

static char *read_output(int fd)
{
	off_t end = lseek(fd, 0, SEEK_END);
	off_t from = end > OUTPUT_MAX ? end - OUTPUT_MAX : 0;
	char *text = calloc(1, OUTPUT_MAX + 1);

	if (text && pread(fd, text, OUTPUT_MAX, from) < 0)
		*text = 0;
	return text;
}

unsigned int kmend_job_any(const struct kmend_job *jobs, unsigned int nr)
{
	struct pollfd *pfds = calloc(nr, sizeof(*pfds));
	unsigned int first = 0;

	for (unsigned int i = 0; pfds && i < nr; i++)
		pfds[i] = (struct pollfd){ .fd = jobs[i].pidfd, .events = POLLIN };
	while (pfds && poll(pfds, nr, CHECK_MS) <= 0 && !interrupted)
		kmend_progress_tick();
	for (unsigned int i = nr; pfds && i-- > 0;)
		if (pfds[i].revents)
			first = i;
	free(pfds);
	return first;
}

int kmend_job_wait(struct kmend_job *job, char **output, struct kmend_err *err)
{
	struct pollfd pfd = { .fd = job->pidfd, .events = POLLIN };
	int status = 0, told = 0;

	/* A look now and then, for a signal may come just before poll(). */
	while (poll(&pfd, 1, CHECK_MS) <= 0) {
		kmend_progress_tick();
		if (!interrupted)
			continue;
		kill(-job->pid, told++ < 25 ? SIGTERM : SIGKILL);
	}
	while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
		;
	/* Whatever it left running in the background goes with it. */
	kill(-job->pid, SIGKILL);
	if (output)
		*output = read_output(job->output);
	close(job->pidfd);
	close(job->output);
	if (kmend_interrupted(err)) {
		if (output) {
			free(*output);
			*output = NULL;
		}
		return -1;
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int kmend_run(const char *cwd, char *const argv[], char **output, struct kmend_err *err)
{
	struct kmend_job job;

	if (output)
		*output = NULL;
	if (kmend_job_start(&job, cwd, argv, err))
		return -1;
	return kmend_job_wait(&job, output, err);
}

/* The start of the first line at or after @at that says what went wrong. */
static const char *error_line(const char *at)
{
	while (*at) {
		size_t n = strcspn(at, "\n");

		if (memmem(at, n, "rror:", 5) || memmem(at, n, "ERROR", 5) ||
		    memmem(at, n, "No such file", 12) || memmem(at, n, "not found", 9) ||
		    memmem(at, n, "No space left", 13))
			return at;
		at += n + (at[n] == '\n');
	}
	return NULL;
}

void kmend_output_gist(const char *output, char *gist, size_t size)
{
	const char *line = output ? error_line(output) : NULL;
	size_t used = 0;

	*gist = 0;
	for (int i = 0; line && i < GIST_LINES; i++) {
		size_t n = strcspn(line, "\n");

		used += snprintf(gist + used, size - used, "%s%.*s", i ? "; " : "", (int)n, line);
		if (used >= size)
			return;
		line = error_line(line + n);
	}
	if (used || !output || !*output)
		return;
	for (line = output + strlen(output) - 1; line > output && isspace((unsigned char)*line); line--)
		;
	while (line > output && line[-1] != '\n')
		line--;
	snprintf(gist, size, "%.*s", (int)strcspn(line, "\n"), line);
}

int kmend_run_or_fail(const char *cwd, char *const argv[], const char *what,
		      struct kmend_err *err)
{
	_cleanup_free_ char *output = NULL;
	int status = kmend_run(cwd, argv, &output, err);
	char gist[700];

	if (status <= 0)
		return status;
	kmend_output_gist(output, gist, sizeof(gist));
	return kmend_err_set(err, KMEND_EXIT_FAILED, "%s: %s (%s, exit status %d)", what,
			     *gist ? gist : "no message", argv[0], status);
}
