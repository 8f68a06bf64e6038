/* SPDX-License-Identifier: GPL-2.0 */
/* Which members of a structure does a change of its definition concern? */
#ifndef KMEND_BUILD_FIELDS_H
#define KMEND_BUILD_FIELDS_H

#include <stdbool.h>

#include "cdecl.h"
#include "declared.h"

/**
 * kmend_fields_compare() - compare two definitions of a structure by their text
 * @pre: a definition, as kmend_decls_cut() finds it in a header
 * @post: the one that takes its place
 * @type: filled in: @tag, and the words of those members that are not in both
 *
 * Return: 1: done; 0: they differ in more than members; -1: out of memory. But for 1, @type is empty.
 */
int kmend_fields_compare(const struct kmend_decl *pre, const struct kmend_decl *post,
			 struct kmend_declared_type *type);

/**
 * kmend_asks_config() - is a line of the preprocessor true or false for all sources of a kernel?
 * @from: behind the "#"
 * @to: its end
 *
 * Return: whether it asks for the config only, or is a definition.
 */
bool kmend_asks_config(const char *from, const char *to);

void kmend_declared_type_free(struct kmend_declared_type *type);

#endif
