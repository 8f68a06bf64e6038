/* SPDX-License-Identifier: GPL-2.0 */
/* Do two preprocessed sources compile to the same code, and what does that depend on? */
#ifndef KMEND_BUILD_CTEXT_H
#define KMEND_BUILD_CTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "bodies.h"
#include "cdecl.h"

/**
 * kmend_ctext_same() - must two preprocessed C sources give the same code?
 * @pre: before a change; @pre_size bytes
 * @pre_size: see @pre
 * @post: after it; @post_size bytes
 * @post_size: see @post
 *
 * They must if no declaration outside of functions differs, or if those that
 * differ are prototypes, types and static inline functions that nothing else in either uses.
 *
 * Return: true if so; false if they may give other code, or memory is out.
 */
bool kmend_ctext_same(const char *pre, size_t pre_size, const char *post, size_t post_size);

/**
 * kmend_ctext_used() - the identifiers that a preprocessed source has to do with
 * @text: @size bytes, as gcc -E -P -dU prints it; written to
 * @size: see @text
 * @found: called for each word of what has an effect on the code, more than once for
 *	some, and for each macro that was expanded or tested; where a structure has effect, its members' own
 *	names are told as such. Not 0: stop
 * @ctx: passed to it
 *
 * Return: 0; -1: memory is out; what @found returned, if not 0.
 */
int kmend_ctext_used(char *text, size_t size, kmend_found_fn *found, void *ctx);

#endif
