/* SPDX-License-Identifier: GPL-2.0 */
/* Linking a module as kbuild did the last time, without asking kbuild again. */
#ifndef KMEND_BUILD_REPLAY_H
#define KMEND_BUILD_REPLAY_H

#include <stdbool.h>

#include "kernel.h"

/**
 * struct kmend_replay - a module that is to be linked
 * @recipe: the file that keeps kbuild's commands; it may not exist yet
 * @k: the kernel
 * @dir: where the sources and objects are
 * @module: its name
 * @objects: @nr objects besides the main one, names without ".o"
 * @nr: see @objects
 */
struct kmend_replay {
	const char *recipe;
	const struct kmend_kernel *k;
	const char *dir;
	const char *module;
	const char **objects;
	size_t nr;
};

/**
 * kmend_replay_record() - keep what kbuild did for a module
 * @r: the module, which kbuild has just built in @r->dir from kmend_main.c and the objects
 * @err: why it failed
 *
 * Return: 0, also where kbuild's commands are not of the known form: then nothing is kept; -1 with @err.
 */
int kmend_replay_record(const struct kmend_replay *r, struct kmend_err *err);

/**
 * kmend_replay_run() - do the same for another module
 * @r: the module
 * @done: set if the module is there; else kbuild must be asked
 * @err: somebody interrupted us
 *
 * Return: 0, or -1 with @err.
 */
int kmend_replay_run(const struct kmend_replay *r, bool *done, struct kmend_err *err);

/**
 * kmend_replay_generalize() - kbuild's record of one target, with its names taken out
 * @text: the record: a line "cmd_TARGET := COMMAND", others are left out
 * @dir: the module's directory; becomes "@D@"
 * @module: its name; becomes "@M@" where kbuild says the module's name
 *
 * Return: the line, free() it; NULL: out of memory, or no such line.
 */
char *kmend_replay_generalize(const char *text, const char *dir, const char *module);

#endif
