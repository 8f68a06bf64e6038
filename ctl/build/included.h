/* SPDX-License-Identifier: GPL-2.0 */
/* Which files include which: to change one changes the objects of all that do. */
#ifndef KMEND_BUILD_INCLUDED_H
#define KMEND_BUILD_INCLUDED_H

#include <stdbool.h>
#include <stddef.h>

#include "../err.h"

struct kmend_included;

/**
 * kmend_included_open() - look for all #include in a source tree
 * @tree: the tree, locked, where the list is kept; must outlive what is returned
 * @err: why it failed
 *
 * Return: the list, kmend_included_close() it; NULL with @err.
 */
struct kmend_included *kmend_included_open(const char *tree, struct kmend_err *err);
void kmend_included_close(struct kmend_included *list);

/**
 * kmend_included_parse() - the same from text
 * @text: lines "./FILE:#include "NAME"", as grep prints them; written to, and kept
 * @err: why it failed
 *
 * Return: as kmend_included_open().
 */
struct kmend_included *kmend_included_parse(char *text, struct kmend_err *err);

/**
 * kmend_included_add() - a file changes, and so do all that include it
 * @list: see kmend_included_open()
 * @file: the file, relative to the tree
 * @err: why it failed
 *
 * Files that include it in turn are found, too. Where the name may be that of several
 * headers, all that include one of them are taken: a preprocessor tells which it is.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_included_add(struct kmend_included *list, const char *file, struct kmend_err *err);

/** kmend_included_has() - was @file added, or does it include one that was? */
bool kmend_included_has(const struct kmend_included *list, const char *file);

/** kmend_included_everywhere() - is one of them read with every file, by an option of the compiler? */
bool kmend_included_everywhere(const struct kmend_included *list);

/** kmend_included_is() - does any file of the kernel include @file? */
bool kmend_included_is(const struct kmend_included *list, const char *file);

/** kmend_included_counts() - is it the kernel's, and neither another architecture's nor of a program beside it? */
bool kmend_included_counts(const char *file);

#endif
