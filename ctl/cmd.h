/* SPDX-License-Identifier: GPL-2.0 */
/* A command of kmend: its name, its help and its handler stand together. */
#ifndef KMEND_CTL_CMD_H
#define KMEND_CTL_CMD_H

#include "err.h"

/**
 * struct kmend_command - one verb
 * @name: as typed
 * @summary: one line for `kmend --help`, lower case, no full stop
 * @run: parse @argv (argv[0] is "kmend NAME"), do it, print the result to
 *	stdout; returns 0, or -1 with @err filled in. Usage errors are found by
 *	argp, which prints them and exits with KMEND_EXIT_USAGE.
 */
struct kmend_command {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv, struct kmend_err *err);
};

extern const struct kmend_command kmend_cmd_build;
extern const struct kmend_command kmend_cmd_diff;
extern const struct kmend_command kmend_cmd_link;
extern const struct kmend_command kmend_cmd_info;
extern const struct kmend_command kmend_cmd_apply;
extern const struct kmend_command kmend_cmd_revert;
extern const struct kmend_command kmend_cmd_cancel;
extern const struct kmend_command kmend_cmd_kick;
extern const struct kmend_command kmend_cmd_list;
extern const struct kmend_command kmend_cmd_show;
extern const struct kmend_command kmend_cmd_check;
extern const struct kmend_command kmend_cmd_graph;
extern const struct kmend_command kmend_cmd_monitor;
extern const struct kmend_command kmend_cmd_policy;
extern const struct kmend_command kmend_cmd_stats;
extern const struct kmend_command kmend_cmd_cache;

#endif
