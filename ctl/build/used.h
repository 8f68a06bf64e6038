/* SPDX-License-Identifier: GPL-2.0 */
/* Which identifiers does each source of a tree have to do with? */
#ifndef KMEND_BUILD_USED_H
#define KMEND_BUILD_USED_H

#include <stdbool.h>

#include "../err.h"
#include "declared.h"

/** enum kmend_used - what is known of a source and some names */
enum kmend_used {
	KMEND_USED_UNKNOWN,	/* nothing was noted of the source */
	KMEND_USED_NO,		/* it uses none of them */
	KMEND_USED_MAYBE,	/* it does, or something of the same hash */
};

/**
 * kmend_used_note() - note what a source uses
 * @tree: path of the prepared tree, locked, which keeps the notes
 * @source: the source, relative to it
 * @text: its text, preprocessed with -dU; written to
 * @size: of @text
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_used_note(const char *tree, const char *source, char *text, size_t size, struct kmend_err *err);

/**
 * kmend_used_any() - does a source use one of some names?
 * @tree: see kmend_used_note()
 * @source: see kmend_used_note()
 * @names: what is asked for
 *
 * Return: enum kmend_used; a note that cannot be read is none.
 */
enum kmend_used kmend_used_any(const char *tree, const char *source, const struct kmend_declared *names);

#endif
