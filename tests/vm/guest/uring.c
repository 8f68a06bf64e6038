// SPDX-License-Identifier: GPL-2.0
/*
 * uring poll|open FIFO: wait in io_uring_enter until somebody writes to a FIFO. poll: nobody else waits. open: a worker
 * of io_uring is asleep in the opening meanwhile. Prints "right", or what was wrong.
 * uring try: a call with flags that are not known; prints its error.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* With IORING_FEAT_SINGLE_MMAP both rings are in one mapping. */
static void *map(int ring, size_t size, off_t what)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, what);

	return at == MAP_FAILED ? NULL : at;
}

static int fail(const char *what)
{
	perror(what);
	return 1;
}

int main(int argc, char **argv)
{
	struct io_uring_params params = { 0 };
	struct io_uring_sqe *sqe;
	struct io_uring_cqe *cqe;
	unsigned int *array, *tail;
	char *rings;
	long done;
	int ring;

	if (argc == 2) {
		syscall(SYS_io_uring_enter, -1, 0, 0, ~0, NULL, 0);
		puts(strerrorname_np(errno));
		return 0;
	}
	if (argc != 3)
		return 2;
	ring = (int)syscall(SYS_io_uring_setup, 1, &params);
	if (ring < 0)
		return fail("io_uring_setup");
	rings = map(ring, params.cq_off.cqes + params.cq_entries * sizeof(*cqe), IORING_OFF_SQ_RING);
	sqe = map(ring, sizeof(*sqe), IORING_OFF_SQES);
	if (!rings || !sqe)
		return fail("mmap");
	array = (unsigned int *)(rings + params.sq_off.array);
	tail = (unsigned int *)(rings + params.sq_off.tail);
	cqe = (struct io_uring_cqe *)(rings + params.cq_off.cqes);
	if (!strcmp(argv[1], "poll")) {
		*sqe = (struct io_uring_sqe){ .opcode = IORING_OP_POLL_ADD, .fd = open(argv[2], O_RDWR),
					      .poll32_events = POLLIN };
	} else {
		*sqe = (struct io_uring_sqe){ .opcode = IORING_OP_OPENAT, .fd = AT_FDCWD,
					      .addr = (unsigned long)argv[2], .flags = IOSQE_ASYNC };
	}
	array[0] = 0;
	__atomic_store_n(tail, 1, __ATOMIC_RELEASE);
	done = syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0);
	if (done != 1)
		return fail("io_uring_enter");
	if (cqe->res <= 0) {
		printf("completed with %d\n", cqe->res);
		return 1;
	}
	puts("right");
	return 0;
}
