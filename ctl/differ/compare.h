/* SPDX-License-Identifier: GPL-2.0 */
/* Are two functions, or two objects, the same but for where things are? */
#ifndef KMEND_DIFFER_COMPARE_H
#define KMEND_DIFFER_COMPARE_H

#include "correlate.h"
#include "index.h"

/** struct kmend_why - how two things differ, one line for people */
struct kmend_why {
	char text[256];
};

/** struct kmend_range - @size bytes at @from of @sec */
struct kmend_range {
	struct kmend_sec *sec;
	uint64_t from;
	uint64_t size;
};

/** kmend_range_of() - what a symbol covers */
struct kmend_range kmend_range_of(const struct kmend_sym *sym);

/**
 * kmend_same_bytes() - bytes and relocations of two ranges
 * @pair: which symbols are the same
 * @pre: in pair->pre
 * @post: in pair->post
 * @why: set when they differ
 */
bool kmend_same_bytes(const struct kmend_pair *pair, struct kmend_range pre, struct kmend_range post,
		      struct kmend_why *why);

/** kmend_same_function() - the same, and what the tables say of the code */
bool kmend_same_function(const struct kmend_pair *pair, const struct kmend_sym *pre,
			 const struct kmend_sym *post, struct kmend_why *why);

/** kmend_fragment() - the nameless out-of-line piece of code that begins at @pos of @sec */
struct kmend_range kmend_fragment(const struct kmend_obj *obj, struct kmend_sec *sec, uint64_t pos);

/** kmend_replacement() - the code that an entry of .altinstructions puts in; size 0: none */
int kmend_replacement(const struct kmend_obj *obj, const struct kmend_entry *entry,
		      struct kmend_range *range, struct kmend_err *err);

#endif
