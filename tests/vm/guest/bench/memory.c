// SPDX-License-Identifier: GPL-2.0
/*
 * What memory does the manager hold for a patch in force, beside its module? The same module is loaded
 * under two names, once with one patch and once with many, of a function each: what the
 * second takes more is the patches'.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

#define SLABS "/sys/kernel/slab/"

static long long read_number(const char *directory, const char *name)
{
	char path[512];
	long long number = 0;
	FILE *file;

	snprintf(path, sizeof(path), SLABS "%s/%s", directory, name);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%lld", &number) != 1)
		die("%s: cannot be read", path);
	fclose(file);
	return number;
}

/* What lies ready for a CPU counts as in use, until it is given back. */
static void shrink(const char *directory)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), SLABS "%s/shrink", directory);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, "1", 1) != 1)
		die("%s: cannot be written", path);
	close(fd);
}

/* Of all that kmalloc() has given out, which is all that the manager takes for a patch. */
static long long bytes_in_use(void)
{
	DIR *slabs = opendir(SLABS);
	const struct dirent *entry;
	long long bytes = 0;

	if (!slabs)
		die(SLABS ": cannot be read");
	while ((entry = readdir(slabs))) {
		if (strncmp(entry->d_name, "kmalloc-", 8))
			continue;
		shrink(entry->d_name);
		bytes += read_number(entry->d_name, "objects") *
			 read_number(entry->d_name, "slab_size");
	}
	closedir(slabs);
	return bytes;
}

/* Pages of kvmalloc() and the like are told elsewhere. */
static long long vmalloc_bytes(void)
{
	FILE *file = fopen("/proc/vmallocinfo", "r");
	char line[512];
	unsigned long long bytes;
	long long sum = 0;

	while (file && fgets(line, sizeof(line), file))
		if (strstr(line, "[kmend]") && sscanf(line, "%*s %llu", &bytes) == 1)
			sum += bytes;
	if (!file)
		die("/proc/vmallocinfo: cannot be read");
	fclose(file);
	return sum;
}

/* Return: bytes that were in use more once @nr patches of a module were in force. */
static long long hold(struct libkmend *kmend, const char *path, const char *prefix, size_t nr,
		      const char *functions)
{
	static char options[32768];
	char **ids = make_ids(prefix, nr);
	struct expected *expected = calloc(nr, sizeof(*expected));
	long long before;
	size_t i;
	int fd = open(path, O_RDONLY);

	snprintf(options, sizeof(options), "prefix=%s count=%zu functions=%s", nr > 1 ? prefix : ids[0],
		 nr, functions);
	before = bytes_in_use() + vmalloc_bytes();
	if (fd < 0 || !expected || syscall(SYS_finit_module, fd, options, 0))
		die("%s: cannot be loaded", path);
	close(fd);
	for (i = 0; i < nr; i++)
		expected[i] = (struct expected){ .id = ids[i], .event = KMEND_EVENT_APPLIED };
	must(kmend, libkmend_submit_many(kmend, (const char *const *)ids, nr, NULL, NULL), "submit");
	wait_events(kmend, expected, nr);
	/* What is freed by RCU is gone, too. */
	sleep(2);
	return bytes_in_use() + vmalloc_bytes() - before;
}

void bench_memory(char **args)
{
	struct libkmend *kmend = connect_subscribed();
	size_t nr = strtoul(args[2], NULL, 10);
	long long one, many;

	/* What is done once is done, and the log of events is full. */
	one = hold(kmend, args[0], "one", 1, args[3]);
	many = hold(kmend, args[1], "mem", nr, args[4]);
	libkmend_close(kmend);
	figure("memory for a module with one patch, in force", one, "B", 0);
	figure("memory for a patch more, of one function", (double)(many - one) / (nr - 1), "B", 2048);
}
