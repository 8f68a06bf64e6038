/* SPDX-License-Identifier: GPL-2.0 */
/* Which symbol of the object after the change is which of the one before it. */
#ifndef KMEND_DIFFER_CORRELATE_H
#define KMEND_DIFFER_CORRELATE_H

#include "object.h"

/**
 * struct kmend_pair - two objects and their common symbols
 * @pre: before the change
 * @post: after it
 * @pre_of: by index in @post: the symbol of @pre that it is, or NULL
 * @post_of: by index in @pre: the other way round
 * @pre_base: by index in @pre: name without the compiler's numbers, or NULL
 * @post_base: the same for @post
 * @unsure: by index in @post: it has no partner, yet there is a symbol in @pre
 *	that has none either and could be it
 * @renewed: constants that are new ones if they differ; NULL: none
 */
struct kmend_pair {
	struct kmend_obj *pre;
	struct kmend_obj *post;
	struct kmend_sym **pre_of;
	struct kmend_sym **post_of;
	char **pre_base;
	char **post_base;
	bool *unsure;
	const struct kmend_names *renewed;
};

/**
 * kmend_correlate() - find the common symbols
 * @pair: with @pre and @post, both with an index; kmend_pair_free() it
 * @err: KMEND_EXIT_REFUSED when the objects are not from one source
 *
 * Return: 0 or -1.
 */
int kmend_correlate(struct kmend_pair *pair, struct kmend_err *err);
void kmend_pair_free(struct kmend_pair *pair);

#endif
