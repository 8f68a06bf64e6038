/* SPDX-License-Identifier: GPL-2.0 */
/* What a caller sees of a function in a source. */
#ifndef KMEND_BUILD_HEADS_H
#define KMEND_BUILD_HEADS_H

#include "../differ/differ.h"
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
 * kmend_heads_keep() - keep the functions that a source declares, or defines
 * @text: preprocessed
 * @names: the functions; the others are freed
 *
 * Return: whether there was memory.
 */
bool kmend_heads_keep(const char *text, struct kmend_names *names);

#endif
