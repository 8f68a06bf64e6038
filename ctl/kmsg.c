// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel log says while a module is loaded. An errno is all that the
 * module loader can return; the symbol that is missing, or what is wrong with the
 * patch, stands in the log only.
 */
#include "kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { RECORD_MAX = 8192 };

int kmend_kmsg_open(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0 && lseek(fd, 0, SEEK_END) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* "...; MODULE: text" or "patch 'x' (MODULE) refused: text": the text, or NULL. */
static const char *after_name(const char *line, const char *module)
{
	size_t length = strlen(module);
	const char *at = line;

	for (; (at = strstr(at, module)); at += length) {
		const char *end = at + length;
		char before = at == line ? ' ' : at[-1];

		if (before == ' ' && !strncmp(end, ": ", 2))
			return end + 2;
		if (before == '(' && !strncmp(end, ") refused: ", 11))
			return end + 11;
		if (before == '\'' && !strncmp(end, "' refused: ", 11))
			return end + 11;
	}
	/* The loader looks up symbols of the kernel with this, which names no module. */
	return strncmp(line, "livepatch: symbol ", 18) ? NULL : line + 11;
}

int kmend_kmsg_parse(const char *record, const char *module, char *text, size_t size)
{
	const char *line = strchr(record, ';');
	const char *found;

	if (!line)
		return false;
	found = after_name(line + 1, module);
	if (!found)
		return false;
	/* What follows the first line describes devices. */
	snprintf(text, size, "%.*s", (int)strcspn(found, "\n"), found);
	return true;
}

int kmend_kmsg_reason(int fd, const char *module, char *text, size_t size)
{
	char record[RECORD_MAX];
	ssize_t n;

	if (fd < 0)
		return false;
	for (;;) {
		n = read(fd, record, sizeof(record) - 1);
		/* EPIPE: records were overwritten; the next read goes on behind them. */
		if (n < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (n <= 0)
			return false;
		record[n] = '\0';
		if (kmend_kmsg_parse(record, module, text, size))
			return true;
	}
}
