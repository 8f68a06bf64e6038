// SPDX-License-Identifier: GPL-2.0
/* Print what a read of zero bytes from an empty non-blocking pipe says. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
	int ends[2];
	char byte;

	if (pipe2(ends, O_NONBLOCK))
		return 1;
	if (read(ends[0], &byte, 0) < 0)
		puts(strerrorname_np(errno));
	else
		puts("0");
	return 0;
}
