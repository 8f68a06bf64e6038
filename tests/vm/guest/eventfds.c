// SPDX-License-Identifier: GPL-2.0
/*
 * eventfds: with an eventfd as file descriptor 3, write and read it for ever, twenty times a
 * second, and never sleep in a read of it.
 */
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

int main(void)
{
	uint64_t value = 1;
	int fd = eventfd(0, 0);

	if (fd < 0 || (fd != 3 && dup2(fd, 3) != 3))
		return 1;
	for (;;) {
		if (write(3, &value, sizeof(value)) != sizeof(value) ||
		    read(3, &value, sizeof(value)) != sizeof(value))
			return 1;
		usleep(50000);
	}
}
