/* SPDX-License-Identifier: GPL-2.0 */
/* Source files that other source files include: to change one changes others. */
#ifndef KMEND_BUILD_INCLUDED_H
#define KMEND_BUILD_INCLUDED_H

#include <limits.h>
#include <stdbool.h>

#include "../err.h"

/**
 * kmend_included_note() - look for all #include of a .c file in a source tree
 * @tree: the tree, where the list is kept
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_included_note(const char *tree, struct kmend_err *err);

/**
 * kmend_included_check() - refuse a file that other files include
 * @tree: the tree, noted
 * @source: the file, relative to it
 * @err: KMEND_EXIT_REFUSED names who includes it
 *
 * Return: 0, or -1 with @err.
 */
int kmend_included_check(const char *tree, const char *source, struct kmend_err *err);

/**
 * kmend_included_by() - find who includes a file
 * @list: lines "./FILE:#include "NAME"", as grep prints them
 * @source: the file, relative to the tree
 * @by: set to the first file that includes it
 *
 * Files of other architectures and of programs that are not the kernel's do not
 * count.
 *
 * Return: whether there is one.
 */
bool kmend_included_by(const char *list, const char *source, char by[PATH_MAX]);

#endif
