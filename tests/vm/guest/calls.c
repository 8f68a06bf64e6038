// SPDX-License-Identifier: GPL-2.0
/*
 * Sleepers who look at how their call ends.
 *
 * calls sleep HOW [THREADS [MS]]: call itself HOW, and sleep in so many threads (1) in one call each until
 *   SIGUSR1 comes. Then what each waits for happens, or its time ends, of so many milliseconds (12 s). Prints "right", or what
 *   was wrong; and how often a call answered EINTR. SIGUSR2: become "calls try HOW" instead.
 * calls try HOW: make a call that answers at once, and print its error, or what it returns
 *
 * The first thread waits in pause, without a call that is tried.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LATE_MS 10000

struct sleeper {
	pthread_t thread;
	pid_t pid; /* a process instead of a thread, or its child */
	int in, out;
	uint32_t word;
	int eintrs;
	const char *wrong;
};

static uint64_t for_ms = 12000;

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
}

static long futex(uint32_t *word, int op, uint32_t value, const struct timespec *timeout)
{
	return syscall(SYS_futex, word, op, value, timeout, NULL, 0);
}

/* --- each way to sleep: what it needs, the call, and what ends it --- */

static int need_pipe(struct sleeper *sleeper)
{
	int ends[2];

	if (pipe(ends))
		return -1;
	sleeper->in = ends[0];
	sleeper->out = ends[1];
	return 0;
}

static void end_pipe(struct sleeper *sleeper)
{
	if (write(sleeper->out, "x", 1) != 1)
		sleeper->wrong = "cannot be ended";
}

static const char *do_poll(struct sleeper *sleeper)
{
	struct pollfd fd = { .fd = sleeper->in, .events = POLLIN };

	return poll(&fd, 1, -1) == 1 && fd.revents == POLLIN ? NULL : "poll";
}

static const char *do_select(struct sleeper *sleeper)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET(sleeper->in, &set);
	return select(sleeper->in + 1, &set, NULL, NULL, NULL) == 1 && FD_ISSET(sleeper->in, &set) ?
		       NULL : "select";
}

static const char *do_epoll(struct sleeper *sleeper)
{
	struct epoll_event event = { .events = EPOLLIN };
	int fd = epoll_create1(0), ret;

	if (fd < 0 || epoll_ctl(fd, EPOLL_CTL_ADD, sleeper->in, &event))
		return "epoll_create1";
	while ((ret = epoll_wait(fd, &event, 1, -1)) < 0 && errno == EINTR)
		sleeper->eintrs++;
	return ret == 1 && event.events == EPOLLIN ? NULL : "epoll_wait";
}

static const char *do_read(struct sleeper *sleeper)
{
	char byte;

	return read(sleeper->in, &byte, 1) == 1 && byte == 'x' ? NULL : "read";
}

static int need_child(struct sleeper *sleeper)
{
	sleeper->pid = fork();
	if (!sleeper->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	return sleeper->pid < 0;
}

static const char *do_waitid(struct sleeper *sleeper)
{
	siginfo_t info = { 0 };

	return !waitid(P_PID, sleeper->pid, &info, WEXITED) && info.si_pid == sleeper->pid &&
			       info.si_code == CLD_KILLED && info.si_status == SIGTERM ? NULL : "waitid";
}

static void end_child(struct sleeper *sleeper)
{
	kill(sleeper->pid, SIGTERM);
}

static int need_nothing(struct sleeper *sleeper)
{
	(void)sleeper;
	return 0;
}

static void end_by_itself(struct sleeper *sleeper)
{
	(void)sleeper;
}

static const char *do_futex(struct sleeper *sleeper)
{
	return !futex(&sleeper->word, FUTEX_WAIT, 0, NULL) && sleeper->word ? NULL : "futex";
}

static void end_futex(struct sleeper *sleeper)
{
	sleeper->word = 1;
	futex(&sleeper->word, FUTEX_WAKE, 1, NULL);
}

/* The calls that end by themselves do so in time, not earlier and not much later. */
static const char *in_time(uint64_t since, const char *wrong)
{
	uint64_t took = now_ms() - since;

	if (wrong)
		return wrong;
	return took < for_ms ? "too early" : took > for_ms + LATE_MS ? "too late" : NULL;
}

static const char *do_nanosleep(struct sleeper *sleeper)
{
	struct timespec time = { .tv_sec = for_ms / 1000 };
	uint64_t since = now_ms();

	(void)sleeper;
	return in_time(since, nanosleep(&time, NULL) ? "nanosleep" : NULL);
}

static const char *do_poll_for(struct sleeper *sleeper)
{
	uint64_t since = now_ms();

	(void)sleeper;
	return in_time(since, poll(NULL, 0, for_ms) ? "poll" : NULL);
}

static const char *do_select_for(struct sleeper *sleeper)
{
	struct timeval time = { .tv_sec = for_ms / 1000 };
	uint64_t since = now_ms();

	(void)sleeper;
	return in_time(since, select(0, NULL, NULL, NULL, &time) ? "select" : NULL);
}

static const char *do_futex_for(struct sleeper *sleeper)
{
	struct timespec time = { .tv_sec = for_ms / 1000 };
	uint64_t since = now_ms();

	return in_time(since, futex(&sleeper->word, FUTEX_WAIT, 0, &time) != -1 || errno != ETIMEDOUT ?
				      "futex" : NULL);
}

static int listener(struct sockaddr_in *at)
{
	socklen_t size = sizeof(*at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	*at = (struct sockaddr_in){ .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (fd < 0 || bind(fd, (struct sockaddr *)at, size) || listen(fd, 1) ||
	    getsockname(fd, (struct sockaddr *)at, &size))
		return -1;
	return fd;
}

static int connected(const struct sockaddr_in *to)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd < 0 || connect(fd, (struct sockaddr *)to, sizeof(*to)) ? -1 : fd;
}

static int need_listener(struct sleeper *sleeper)
{
	struct sockaddr_in at;

	sleeper->in = listener(&at);
	return sleeper->in < 0;
}

static const char *do_accept(struct sleeper *sleeper)
{
	return accept(sleeper->in, NULL, NULL) >= 0 ? NULL : "accept";
}

static void end_accept(struct sleeper *sleeper)
{
	struct sockaddr_in at;
	socklen_t size = sizeof(at);

	if (getsockname(sleeper->in, (struct sockaddr *)&at, &size) || connected(&at) < 0)
		sleeper->wrong = "cannot be ended";
}

static int need_connection(struct sleeper *sleeper)
{
	struct sockaddr_in at;
	int fd = listener(&at);

	sleeper->out = connected(&at);
	sleeper->in = accept(fd, NULL, NULL);
	close(fd);
	return sleeper->in < 0 || sleeper->out < 0;
}

static const char *do_recv(struct sleeper *sleeper)
{
	char byte;

	return recv(sleeper->in, &byte, 1, 0) == 1 && byte == 'x' ? NULL : "recv";
}

/* --- a call that answers at once, and tells which code answers --- */

static int try_poll(void)
{
	return (int)syscall(SYS_poll, NULL, 1 << 30, 0);
}

static int try_select(void)
{
	return (int)syscall(SYS_select, -1, NULL, NULL, NULL, NULL);
}

static int try_epoll(void)
{
	return (int)syscall(SYS_epoll_wait, epoll_create1(0), NULL, 0, 0);
}

static int try_waitid(void)
{
	return (int)syscall(SYS_waitid, P_ALL, 0, NULL, 0, NULL);
}

static int try_futex(void)
{
	uint32_t word = 0;

	return (int)syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, NULL, NULL, 0);
}

static int try_nanosleep(void)
{
	struct timespec none = { 0 };

	return nanosleep(&none, NULL);
}

static int try_pipe(void)
{
	char byte;
	int ends[2];

	return pipe2(ends, 04000) ? 0 : (int)read(ends[0], &byte, 0);
}

static int try_accept(void)
{
	return accept(socket(AF_INET, SOCK_STREAM, 0), NULL, NULL);
}

static int try_recv(void)
{
	struct sockaddr_in at;
	char byte;

	return (int)recv(listener(&at), &byte, 1, MSG_DONTWAIT);
}

static int try_exit(void)
{
	pid_t child = fork();
	int status;

	if (!child)
		syscall(SYS_exit, 77);
	return waitpid(child, &status, 0) == child ? WEXITSTATUS(status) : -1;
}

static const struct how {
	const char *name;
	int (*need)(struct sleeper *sleeper);
	const char *(*call)(struct sleeper *sleeper);
	void (*end)(struct sleeper *sleeper);
	int (*try)(void);
} hows[] = {
	{ "poll", need_pipe, do_poll, end_pipe, try_poll },
	{ "poll-for", need_nothing, do_poll_for, end_by_itself, try_poll },
	{ "select", need_pipe, do_select, end_pipe, try_select },
	{ "select-for", need_nothing, do_select_for, end_by_itself, try_select },
	{ "epoll", need_pipe, do_epoll, end_pipe, try_epoll },
	{ "waitid", need_child, do_waitid, end_child, try_waitid },
	{ "futex", need_nothing, do_futex, end_futex, try_futex },
	{ "futex-for", need_nothing, do_futex_for, end_by_itself, try_futex },
	{ "nanosleep", need_nothing, do_nanosleep, end_by_itself, try_nanosleep },
	{ "pipe", need_pipe, do_read, end_pipe, try_pipe },
	{ "recv", need_connection, do_recv, end_pipe, try_recv },
	{ "accept", need_listener, do_accept, end_accept, try_accept },
	{ "exit", NULL, NULL, NULL, try_exit },
};

static const struct how *how;
static volatile sig_atomic_t ended;

static void on_end(int signal)
{
	ended = signal;
}

static void *sleep_once(void *arg)
{
	struct sleeper *sleeper = arg;
	const char *wrong;

	prctl(PR_SET_NAME, how->name);
	wrong = how->call(sleeper);
	if (wrong)
		sleeper->wrong = wrong;
	return NULL;
}

static int report(struct sleeper *sleepers, int nr)
{
	int eintrs = 0, wrong = 0;
	int i;

	for (i = 0; i < nr; i++) {
		pthread_join(sleepers[i].thread, NULL);
		eintrs += sleepers[i].eintrs;
		if (sleepers[i].wrong)
			printf("sleeper %d: %s\n", i, sleepers[i].wrong);
		wrong += !!sleepers[i].wrong;
	}
	printf("eintr %d\n", eintrs);
	if (!wrong)
		puts("right");
	return !!wrong;
}

static int sleep_all(int nr)
{
	struct sleeper *sleepers = calloc(nr, sizeof(*sleepers));
	struct sigaction action = { .sa_handler = on_end };
	sigset_t blocked, none;
	pthread_attr_t attr;
	int i;

	sigemptyset(&none);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigaddset(&blocked, SIGUSR2);
	/* The threads get it blocked. */
	if (!sleepers || sigaction(SIGUSR1, &action, NULL) || sigaction(SIGUSR2, &action, NULL) ||
	    sigprocmask(SIG_BLOCK, &blocked, NULL) || pthread_attr_init(&attr) ||
	    pthread_attr_setstacksize(&attr, 65536))
		return 2;
	for (i = 0; i < nr; i++)
		if (how->need(&sleepers[i]) ||
		    pthread_create(&sleepers[i].thread, &attr, sleep_once, &sleepers[i]))
			return 2;
	while (!ended)
		sigsuspend(&none);
	if (ended == SIGUSR2)
		execl("/proc/self/exe", "calls", "try", how->name, NULL);
	for (i = 0; i < nr; i++)
		how->end(&sleepers[i]);
	return report(sleepers, nr);
}

static int try_once(void)
{
	int ret = how->try();

	if (ret < 0)
		puts(strerrorname_np(errno));
	else
		printf("%d\n", ret);
	return 0;
}

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; argc > 2 && i < sizeof(hows) / sizeof(*hows); i++)
		if (!strcmp(hows[i].name, argv[2]))
			how = &hows[i];
	if (!how)
		return 2;
	if (!strcmp(argv[1], "try"))
		return try_once();
	if (!how->call)
		return 2;
	prctl(PR_SET_NAME, how->name);
	if (argc > 4)
		for_ms = atoi(argv[4]);
	return sleep_all(argc > 3 ? atoi(argv[3]) : 1);
}
