// SPDX-License-Identifier: GPL-2.0
/*
 * sleeper NAME [HOW]: call itself NAME and sleep until killed. HOW:
 *   pipe     in a read of an empty pipe, that is in pipe_read (if nothing is said)
 *   eventfd  in a read of an eventfd, in eventfd_read
 *   fault    in the kernel's own page fault: a read of a full pipe into a page that
 *            nobody provides, so in handle_userfault under an exception under pipe_read
 *   futex    in futex_wait_queue under futex_wait
 *   vfork    waiting for a child of vfork, uninterruptible, in kernel_clone
 *   zombie   the parent of a dead child, in pause
 */
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/userfaultfd.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int sleep_pipe(void)
{
	uint64_t value;
	int ends[2];

	return pipe(ends) || read(ends[0], &value, sizeof(value)) != sizeof(value);
}

static int sleep_eventfd(void)
{
	uint64_t value;

	return read(eventfd(0, 0), &value, sizeof(value)) != sizeof(value);
}

static int sleep_fault(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register page = { .range.len = 4096,
					.mode = UFFDIO_REGISTER_MODE_MISSING };
	int faults = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
	char *to = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int ends[2];

	page.range.start = (uintptr_t)to;
	if (faults < 0 || to == MAP_FAILED || ioctl(faults, UFFDIO_API, &api) ||
	    ioctl(faults, UFFDIO_REGISTER, &page) || pipe(ends) || write(ends[1], "x", 1) != 1)
		return 1;
	return read(ends[0], to, 1) != 1;
}

static int sleep_futex(void)
{
	static int word;

	return (int)syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0);
}

static int sleep_vfork(void)
{
	pid_t child = vfork();

	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	return child < 0;
}

static int sleep_zombie(void)
{
	pid_t child = fork();

	if (!child)
		_exit(0);
	return child < 0 || pause();
}

static const struct {
	const char *name;
	int (*sleep)(void);
} hows[] = {
	{ "pipe", sleep_pipe },	  { "eventfd", sleep_eventfd }, { "fault", sleep_fault },
	{ "futex", sleep_futex }, { "vfork", sleep_vfork },	{ "zombie", sleep_zombie },
};

int main(int argc, char **argv)
{
	const char *how = argc > 2 ? argv[2] : "pipe";
	size_t i;

	if (argc < 2 || prctl(PR_SET_NAME, argv[1]))
		return 1;
	for (i = 0; i < sizeof(hows) / sizeof(*hows); i++)
		if (!strcmp(hows[i].name, how))
			return hows[i].sleep();
	return 1;
}
