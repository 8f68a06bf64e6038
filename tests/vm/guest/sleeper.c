// SPDX-License-Identifier: GPL-2.0
/*
 * sleeper NAME [eventfd]: call itself NAME and sleep in a read of an empty pipe,
 * that is in pipe_read, or of an eventfd, in eventfd_read, until killed.
 */
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	uint64_t value;
	int ends[2];

	if (argc < 2 || prctl(PR_SET_NAME, argv[1]))
		return 1;
	if (argc > 2 && !strcmp(argv[2], "eventfd"))
		ends[0] = eventfd(0, 0);
	else if (pipe(ends))
		return 1;
	return read(ends[0], &value, sizeof(value)) != sizeof(value);
}
