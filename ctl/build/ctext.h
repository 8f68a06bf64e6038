/* SPDX-License-Identifier: GPL-2.0 */
/* Do two preprocessed sources compile to the same code? */
#ifndef KMEND_BUILD_CTEXT_H
#define KMEND_BUILD_CTEXT_H

#include <stdbool.h>
#include <stddef.h>

/**
 * kmend_ctext_same() - must two preprocessed C sources give the same code?
 * @pre: before a change; @pre_size bytes
 * @pre_size: see @pre
 * @post: after it; @post_size bytes
 * @post_size: see @post
 *
 * They must if no declaration outside of functions differs, or if those that
 * differ are prototypes and static inline functions that nothing else in either uses.
 *
 * Return: true if so; false if they may give other code, or memory is out.
 */
bool kmend_ctext_same(const char *pre, size_t pre_size, const char *post, size_t post_size);

#endif
