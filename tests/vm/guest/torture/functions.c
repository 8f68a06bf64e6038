// SPDX-License-Identifier: GPL-2.0
/*
 * The functions of the kernel that are patched, traced and probed: all are called all the time
 * while processes come and go, and nobody sleeps in one for long.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "torture.h"

static struct {
	const char *name;
	char address[24];
} functions[] = {
	{ "do_filp_open", "" },
	{ "do_dentry_open", "" },
	{ "vfs_statx", "" },
	{ "getname_flags", "" },
	{ "copy_process", "" },
	{ "wake_up_new_task", "" },
	{ "exit_files", "" },
	{ "begin_new_exec", "" },
	{ "mmput", "" },
	{ "eventfd_write", "" },
	{ "do_unlinkat", "" },
	{ "vfs_fstat", "" },
	{ "do_faccessat", "" },
	{ "do_pipe2", "" },
	{ "dup_fd", "" },
	{ "mm_release", "" },
	{ "sched_fork", "" },
	{ "alloc_pid", "" },
	{ "proc_exit_connector", "" },
	{ "inode_permission", "" },
	{ "exit_signals", "" },
	{ "free_pid", "" },
	{ "vfs_open", "" },
	{ "terminate_walk", "" },
	{ "put_pid", "" },
	{ "release_task", "" },
	{ "anon_vma_fork", "" },
	{ "create_pipe_files", "" },
	{ "get_pipe_info", "" },
	{ "fput", "" },
	{ "mm_init", "" },
	{ "copy_namespaces", "" },
	{ "sigprocmask", "" },
	{ "do_sigaction", "" },
	{ "generic_permission", "" },
};
enum { FUNCTIONS = sizeof(functions) / sizeof(*functions) };

static void note(const char *name, const char *address)
{
	size_t i;

	for (i = 0; i < FUNCTIONS; i++) {
		if (strcmp(functions[i].name, name))
			continue;
		if (functions[i].address[0]) {
			printf("# %s: not one function but several\n", name);
			exit(2);
		}
		snprintf(functions[i].address, sizeof(functions[i].address), "0x%s", address);
	}
}

void functions_read(void)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	char line[1024], name[512], address[20];
	size_t i;

	/* The kernel proper's come first. */
	while (file && fgets(line, sizeof(line), file) && !strchr(line, '['))
		if (sscanf(line, "%19s %*c %511s", address, name) == 2)
			note(name, address);
	if (file)
		fclose(file);
	for (i = 0; i < FUNCTIONS; i++) {
		if (functions[i].address[0])
			continue;
		printf("# %s: not in this kernel\n", functions[i].name);
		exit(2);
	}
}

const char *functions_of(const char *name)
{
	size_t i;

	for (i = 0; i < FUNCTIONS; i++)
		if (!strcmp(functions[i].name, name))
			return functions[i].address;
	torture_fail("%s: not one of the functions", name);
}

const char *functions_name(unsigned int n)
{
	return functions[n % FUNCTIONS].name;
}

const char *functions_address(unsigned int n)
{
	return functions[n % FUNCTIONS].address;
}
