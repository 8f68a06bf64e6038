/* SPDX-License-Identifier: GPL-2.0 */
/* Which words inside of a structure only give names to what is in it? */
#ifndef KMEND_BUILD_BODIES_H
#define KMEND_BUILD_BODIES_H

#include <stdbool.h>

#include "cdecl.h"

/**
 * typedef kmend_found_fn - called for a word
 * @ctx: of the caller
 * @word: the word
 * @named: it stands where a member or an enumerator of a structure gets its name, and is used for nothing
 *
 * Return: 0; else it is called no more.
 */
typedef int kmend_found_fn(void *ctx, struct kmend_word word, bool named);

/**
 * kmend_body_words() - the words of a structure's definition
 * @decl: a structure or union, as kmend_decl_is_structure() knows it
 * @found: called for each word, in order
 * @ctx: passed to it
 *
 * What is not seen for sure to be only a name is told as a use.
 *
 * Return: 0, or what @found returned.
 */
int kmend_body_words(const struct kmend_decl *decl, kmend_found_fn *found, void *ctx);

#endif
