/* SPDX-License-Identifier: GPL-2.0 */
/* What a caller sees of a function in a source. */
#ifndef KMEND_BUILD_HEADS_H
#define KMEND_BUILD_HEADS_H

#include "cdecl.h"

/**
 * kmend_head_end() - the end of what a caller sees of a function: all before its body
 * @d: a declaration
 *
 * Return: the end, which is that of the text where there is no body; NULL: it declares no function.
 */
const char *kmend_head_end(const struct kmend_decl *d);

/** kmend_head_has_body() - is it the definition of a function? */
bool kmend_head_has_body(const struct kmend_decl *d);

/**
 * kmend_head_is_of() - does it declare that function, or define it?
 * @d: a declaration
 * @name: the function
 *
 * Not seen is a function that returns a pointer to a function.
 */
bool kmend_head_is_of(const struct kmend_decl *d, const char *name);

/**
 * kmend_head_is_in() - does a source declare that function, or define it?
 * @text: preprocessed
 * @name: @size bytes, the function
 * @size: see @name
 *
 * Return: 1, 0, or -1 without memory.
 */
int kmend_head_is_in(const char *text, const char *name, size_t size);

#endif
