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
 * struct kmend_pool_hooks - who is told
 * @begin: called before a task begins, which needs its recipe only then; may be NULL. Not 0:
 *	start no more
 * @done: called when a task is through or has failed; may be NULL. Not 0: start no more
 * @ctx: passed to both
 */
struct kmend_pool_hooks {
	int (*begin)(void *ctx, size_t task);
	int (*done)(void *ctx, size_t task);
	void *ctx;
};

/**
 * kmend_pool_run() - run tasks
 * @tasks: @nr of them
 * @nr: how many
 * @jobs: how many at a time, at least 1
 * @hooks: who is told
 * @err: a command could not be run, or somebody interrupted us
 *
 * A task that fails is for the hook, or the caller, to look at; the others go on.
 *
 * Return: 0, or -1 with @err; what the hook returned, if not 0.
 */
int kmend_pool_run(struct kmend_task *tasks, size_t nr, unsigned int jobs,
		   const struct kmend_pool_hooks *hooks, struct kmend_err *err);

#endif
