// SPDX-License-Identifier: GPL-2.0
/* The patch modules: the same test module under many names. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "soak.h"

static char *addresses[10];

void modules_use(char *list)
{
	size_t i;

	for (i = 0; i < 10; i++)
		addresses[i] = strsep(&list, ",");
}

/* "ab" as the module wants it: "a+b". */
static void add_list(char *to, size_t size, const char *name, const char *list)
{
	size_t length = strlen(to);

	if (!list)
		return;
	length += snprintf(to + length, size - length, " %s=%c", name, *list);
	for (list++; *list; list++)
		length += snprintf(to + length, size - length, "+%c", *list);
}

int module_load(size_t patch)
{
	const struct spec *spec = &specs[patch];
	char path[64], args[512];
	size_t i, length;
	int fd, rc;

	length = snprintf(args, sizeof(args), "prefix=%s per_patch=%zu calls=%d functions=",
			  spec_id(patch), strlen(spec->functions), spec->calls);
	for (i = 0; spec->functions[i]; i++)
		length += snprintf(args + length, sizeof(args) - length, "%s%s", i ? "," : "",
				   addresses[spec->functions[i] - '0']);
	add_list(args, sizeof(args), "depends", spec->depends);
	add_list(args, sizeof(args), "conflicts", spec->conflicts);
	add_list(args, sizeof(args), "replaces", spec->replaces);

	snprintf(path, sizeof(path), "/modules/soak_%s.ko", spec_id(patch));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -EBADF;
	rc = syscall(SYS_finit_module, fd, args, 0) ? -errno : 0;
	close(fd);
	return rc;
}

int module_unload(size_t patch)
{
	char name[16];

	snprintf(name, sizeof(name), "soak_%s", spec_id(patch));
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}
