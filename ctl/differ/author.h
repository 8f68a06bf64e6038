/* SPDX-License-Identifier: GPL-2.0 */
/* What the author of a patch declares in its source, besides the change. */
#ifndef KMEND_DIFFER_AUTHOR_H
#define KMEND_DIFFER_AUTHOR_H

#include "changes.h"

/**
 * struct kmend_author_call - a hook
 * @function: in the object after the change
 * @kind: enum kmend_hook_kind
 */
struct kmend_author_call {
	struct kmend_sym *function;
	uint32_t kind;
};

/**
 * struct kmend_author_data - a kind of shadow data
 * @sym: the struct kmend_shadow, in the object after the change
 * @owner: id of the patch whose it is; empty: this one's
 * @name: its name
 */
struct kmend_author_data {
	struct kmend_sym *sym;
	const char *owner;
	const char *name;
};

/**
 * struct kmend_author_permit - a function in whose old code threads may finish
 * @function: its name in the source
 * @reason: why that is safe
 */
struct kmend_author_permit {
	const char *function;
	const char *reason;
};

/**
 * struct kmend_author - all of it
 * @hooks: @nr_hooks, in no particular order
 * @nr_hooks: see @hooks
 * @shadows: @nr_shadows
 * @nr_shadows: see @shadows
 * @active: @nr_active
 * @nr_active: see @active
 */
struct kmend_author {
	struct kmend_author_call *hooks;
	size_t nr_hooks;
	struct kmend_author_data *shadows;
	size_t nr_shadows;
	struct kmend_author_permit *active;
	size_t nr_active;
};

/**
 * kmend_author_read() - read the declarations
 * @author: filled in; kmend_author_free() it, also after a failure
 * @changes: of the objects
 * @err: KMEND_EXIT_REFUSED names the declaration that cannot be followed
 *
 * Return: 0 or -1.
 */
int kmend_author_read(struct kmend_author *author, const struct kmend_changes *changes, struct kmend_err *err);
void kmend_author_free(struct kmend_author *author);

/** kmend_author_is_empty() - is nothing declared that the manager has to know of? */
bool kmend_author_is_empty(const struct kmend_author *author);

/** kmend_author_allows_active() - may threads finish in the old code of @function, a symbol's name? */
bool kmend_author_allows_active(const struct kmend_author *author, const char *function);

/** kmend_hook_name() - "pre-apply"; NULL: no such kind */
const char *kmend_hook_name(uint32_t kind);

#endif
