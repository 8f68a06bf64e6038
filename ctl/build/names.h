/* SPDX-License-Identifier: GPL-2.0 */
/* What a patch, its module and the module's file are called. */
#ifndef KMEND_BUILD_NAMES_H
#define KMEND_BUILD_NAMES_H

#include "build.h"

/* Room for the name of a module. */
enum { KMEND_MODULE_NAME = 128 };

/**
 * kmend_names_check() - do the names that were given make sense?
 * @opts: output, id and description, as far as they were given
 * @err: KMEND_EXIT_USAGE: which does not
 *
 * Return: 0, or -1 with @err.
 */
int kmend_names_check(const struct kmend_build_options *opts, struct kmend_err *err);

/**
 * kmend_names_choose() - name the output, the patch and the module
 * @opts: what was asked for
 * @head_id: the id that the patches give themselves; empty: none
 * @result: its id and out are set
 * @module: set to the module's name
 * @err: KMEND_EXIT_USAGE: what cannot be a name
 *
 * The id is the one that was asked for, or else @head_id, or else the output's name.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_names_choose(const struct kmend_build_options *opts, const char *head_id,
		       struct kmend_build_result *result, char module[KMEND_MODULE_NAME],
		       struct kmend_err *err);

#endif
