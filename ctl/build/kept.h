/* SPDX-License-Identifier: GPL-2.0 */
/* Structures that changed only for who knows their new members. */
#ifndef KMEND_BUILD_KEPT_H
#define KMEND_BUILD_KEPT_H

#include <stddef.h>

#include "../differ/differ.h"

/**
 * struct kmend_kept_source - a source, before or after a change
 * @text: preprocessed, with the lines that begin with "#"
 * @object: an object of it with debug information; NULL: of no structure that it knew before anything changes
 */
struct kmend_kept_source {
	const char *text;
	const char *object;
};

/**
 * kmend_kept_text() - put the old definitions back
 * @pre: before the change
 * @post: after it
 * @left: functions that stay as they are: their declarations are put back whatever they are
 * @text: set to the text of @post in which each structure is defined as before whose members all stay where
 *	they are, as they are declared, and each function is declared as before that only has other integer types of
 *	the same size and sign, or is in @left; structures that are new to the source are not defined, and a function that stays is declared, if it was;
 *	free() it
 * @err: why it failed
 *
 * Return: how many were put back or left out, or -1 with @err.
 */
int kmend_kept_text(const struct kmend_kept_source *pre, const struct kmend_kept_source *post,
		    const struct kmend_names *left, char **text, struct kmend_err *err);

#endif
