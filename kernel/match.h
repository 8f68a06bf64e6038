/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KMEND_MATCH_H
#define _KMEND_MATCH_H

#include "compat.h"

#include "../uapi/kmend_patch.h"

/**
 * typedef kmend_read_fn - reads running code or data
 * @context: what the caller of kmend_match_is_same() gave
 * @to: where to put it
 * @from: address in the running kernel
 * @length: how many bytes
 *
 * Return: 0, or a negative number if there is nothing to be read.
 */
typedef int (*kmend_read_fn)(void *context, void *to, u64 from, size_t length);

/**
 * enum kmend_mismatch_kind - in what way code differs from its pre-image
 * @KMEND_MISMATCH_NONE: it does not
 * @KMEND_MISMATCH_DESC: the description itself makes no sense
 * @KMEND_MISMATCH_UNREADABLE: the running code, or what it refers to, cannot be read
 * @KMEND_MISMATCH_BYTE: a byte differs
 * @KMEND_MISMATCH_SYMBOL: a field does not refer to the symbol it should
 * @KMEND_MISMATCH_CONTENT: a field refers to other content than it should
 */
enum kmend_mismatch_kind {
	KMEND_MISMATCH_NONE,
	KMEND_MISMATCH_DESC,
	KMEND_MISMATCH_UNREADABLE,
	KMEND_MISMATCH_BYTE,
	KMEND_MISMATCH_SYMBOL,
	KMEND_MISMATCH_CONTENT,
};

/**
 * struct kmend_mismatch - the first difference found
 * @kind: see there
 * @offset: where, from the function's start
 * @expected: KMEND_MISMATCH_BYTE: the pre-image's byte
 * @found: KMEND_MISMATCH_BYTE: the running byte
 * @symbol: KMEND_MISMATCH_SYMBOL: the one that should be referred to
 */
struct kmend_mismatch {
	enum kmend_mismatch_kind kind;
	u32 offset;
	u8 expected;
	u8 found;
	const struct kmend_symbol *symbol;
};

/**
 * kmend_match_is_same() - is the running code the code in the pre-image?
 * @desc: the function: image, sites and references
 * @addr: where it is in the running kernel
 * @read: reads from there
 * @context: for @read
 * @mismatch: the first difference, if there is one
 *
 * Sleeps and locks as @read does. What @desc says of its own lengths is checked
 * before it is used.
 *
 * Return: whether every byte outside the sites and every reference agrees.
 */
bool kmend_match_is_same(const struct kmend_func_desc *desc, u64 addr,
			 kmend_read_fn read, void *context,
			 struct kmend_mismatch *mismatch);

#endif
