/* SPDX-License-Identifier: GPL-2.0 */
/* Are all objects of a structure constants, in the whole source of the kernel? */
#ifndef KMEND_BUILD_CONSTANTS_H
#define KMEND_BUILD_CONSTANTS_H

#include <stdbool.h>
#include <stddef.h>

#include "../err.h"

enum { KMEND_CONSTANTS_WHY = 256 };

/**
 * kmend_constants_look() - look at each mention of a structure in a source
 * @source: as it is written
 * @tag: of the structure
 * @definitions: counts how often it is defined
 * @why: set to what stands against it, if something does
 *
 * Return: 1: it is only defined, declared, pointed to as a constant, or an object that is constant and the file's;
 * 0: it has other mentions; -1 without memory.
 */
int kmend_constants_look(const char *source, const char *tag, int *definitions, const char **why);

/**
 * kmend_constants_check() - the same of all sources
 * @tree: path of the prepared tree, which is not patched
 * @tag: of the structure
 * @work: directory for what is made on the way
 * @why: set to what stands against it
 * @err: why it failed
 *
 * Return: 1 if all are constants; 0: that is not certain, and @why is set; -1 with @err.
 */
int kmend_constants_check(const char *tree, const char *tag, const char *work, char why[KMEND_CONSTANTS_WHY],
			  struct kmend_err *err);

#endif
