/* SPDX-License-Identifier: GPL-2.0 */
/* Several recipes at a time. */
#ifndef KMEND_BUILD_POOL_H
#define KMEND_BUILD_POOL_H

#include "command.h"

/**
 * struct kmend_task - a recipe to be run
 * @recipe: its steps run one after the other
 * @cwd: where
 * @output: of the step that failed, free() it; NULL: none did
 * @status: exit status of the step that failed, 0: none did
 * @step: private
 */
struct kmend_task {
	struct kmend_recipe recipe;
	const char *cwd;
	char *output;
	int status;
	size_t step;
};

/**
 * kmend_pool_run() - run tasks
 * @tasks: @nr of them
 * @nr: how many
 * @jobs: how many at a time, at least 1
 * @done: called when a task is through or has failed; may be NULL. Not 0: start no more
 * @ctx: passed to it
 * @err: a command could not be run, or somebody interrupted us
 *
 * A task that fails is for @done, or the caller, to look at; the others go on.
 *
 * Return: 0, or -1 with @err; what @done returned, if not 0.
 */
int kmend_pool_run(struct kmend_task *tasks, size_t nr, unsigned int jobs,
		   int (*done)(void *ctx, size_t task), void *ctx, struct kmend_err *err);

#endif
