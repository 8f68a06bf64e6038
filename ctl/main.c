// SPDX-License-Identifier: GPL-2.0
/* The command kmend: finds the verb, runs it, and is the one place that exits. */
#include <argp.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "text.h"

static const struct kmend_command *const commands[] = {
	&kmend_cmd_build,  &kmend_cmd_diff,  &kmend_cmd_link,    &kmend_cmd_info,
	&kmend_cmd_check,  &kmend_cmd_apply, &kmend_cmd_revert,  &kmend_cmd_cancel,
	&kmend_cmd_kick,   &kmend_cmd_list,  &kmend_cmd_show,    &kmend_cmd_graph,
	&kmend_cmd_monitor, &kmend_cmd_policy, &kmend_cmd_stats, &kmend_cmd_cache,
};

enum { NR_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static const struct kmend_command *find(const char *name)
{
	size_t i;

	for (i = 0; i < NR_COMMANDS; i++) {
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	}
	return NULL;
}

static void print_help(FILE *out)
{
	size_t i;

	fputs("Usage: kmend COMMAND [OPTION...] [ARGUMENT...]\n"
	      "Mend the running Linux kernel without a reboot.\n\n", out);
	for (i = 0; i < NR_COMMANDS; i++)
		fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\n  kmend help COMMAND, kmend COMMAND --help: more about a command\n"
	      "  kmend --version: the version\n", out);
}

static int run(const struct kmend_command *command, int argc, char **argv, struct kmend_err *err)
{
	char name[64];

	snprintf(name, sizeof(name), "kmend %s", command->name);
	argv[0] = name;
	/* What argp has no state for, it blames on this name. */
	program_invocation_name = name;
	program_invocation_short_name = name;
	return command->run(argc, argv, err);
}

static int run_help(int argc, char **argv, struct kmend_err *err)
{
	char *verb_argv[] = { NULL, "--help", NULL };
	const struct kmend_command *command;

	if (argc < 2) {
		print_help(stdout);
		return 0;
	}
	command = find(argv[1]);
	if (!command)
		return kmend_err_set(err, KMEND_EXIT_USAGE,
				     "no command '%s': kmend --help lists them", argv[1]);
	return run(command, 2, verb_argv, err);
}

static int dispatch(int argc, char **argv, struct kmend_err *err)
{
	const struct kmend_command *command;

	if (argc < 2)
		return kmend_err_set(err, KMEND_EXIT_USAGE,
				     "no command given: kmend --help lists them");
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts(argp_program_version);
		return 0;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "-?")) {
		print_help(stdout);
		return 0;
	}
	if (!strcmp(argv[1], "help"))
		return run_help(argc - 1, argv + 1, err);
	command = find(argv[1]);
	if (!command)
		return kmend_err_set(err, KMEND_EXIT_USAGE,
				     "no command '%s': kmend --help lists them", argv[1]);
	return run(command, argc - 1, argv + 1, err);
}

/* A file or socket that got the number of a closed stdout would be written to. */
static void open_standard_files(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	struct kmend_err err = { .code = KMEND_EXIT_OK };

	open_standard_files();

	argp_program_version = "kmend " KMEND_VERSION;
	argp_err_exit_status = KMEND_EXIT_USAGE;

	dispatch(argc, argv, &err);
	/* Output that went nowhere is a failure, a full disk for one. */
	if (fflush(stdout) || ferror(stdout))
		kmend_err_set(&err, KMEND_EXIT_FAILED, "cannot write to stdout");
	if (err.code != KMEND_EXIT_OK) {
		fputs("kmend: error: ", stderr);
		kmend_text_put(stderr, err.text);
		fputc('\n', stderr);
	}
	return err.code;
}
