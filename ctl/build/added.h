/* SPDX-License-Identifier: GPL-2.0 */
/* What a file of the patch adds for other files of it. */
#ifndef KMEND_BUILD_ADDED_H
#define KMEND_BUILD_ADDED_H

#include <stdbool.h>
#include <stddef.h>

#include "compile.h"

/**
 * kmend_added_has() - does some file of the patch add this global symbol?
 * @subjects: the files, compiled with and without the patch
 * @nr: how many
 * @name: the symbol
 *
 * All files of a patch become one module, so what one adds is there for each,
 * whatever module of the kernel they are of.
 *
 * Return: true if one defines it with the patch, and none without it.
 */
bool kmend_added_has(const struct kmend_subject *subjects, size_t nr, const char *name);

#endif
