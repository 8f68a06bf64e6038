/* SPDX-License-Identifier: GPL-2.0 */
/* Which names does a change of a header give another meaning? */
#ifndef KMEND_BUILD_DECLARED_H
#define KMEND_BUILD_DECLARED_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/**
 * struct kmend_declared_type - a structure of which only members differ
 * @tag: "struct NAME" or "union NAME"
 * @words: @nr words of the members that are not in both, names among them
 * @nr: see @words
 * @constants: @nr_constants words of enumerations that such members define, their names among them
 * @nr_constants: see @constants
 * @list: @nr_list of those members that the compiler has in another way, set by kmend_members_resolve(): who comes to the
 *	structure and has such a name may be concerned
 * @nr_list: see @list
 * @named: @nr_named others, likewise, of which it does not count that they name a member
 * @nr_named: see @named
 */
struct kmend_declared_type {
	char *tag;
	char **words;
	size_t nr;
	char **constants;
	size_t nr_constants;
	char **list;
	size_t nr_list;
	char **named;
	size_t nr_named;
};

/** kmend_declared_type_name() - the "NAME" of its tag */
static inline char *kmend_declared_type_name(const struct kmend_declared_type *type)
{
	return strchr(type->tag, ' ') + 1;
}

/**
 * struct kmend_declared - names
 * @list: @nr of them; one may be there several times
 * @nr: see @list
 * @named: @nr_named others, of which it does not count that they name a member or an enumerator in a structure
 * @nr_named: see @named
 * @types: @nr_types structures, see kmend_members_resolve()
 * @nr_types: see @types
 */
struct kmend_declared {
	char **list;
	size_t nr;
	char **named;
	size_t nr_named;
	struct kmend_declared_type *types;
	size_t nr_types;
};

/**
 * kmend_declared_compare() - what a change of a header declares in another way
 * @pre: its text before, as it is in the tree; "" if there is none
 * @post: its text after it
 * @declared: the names and structures are added; kmend_declared_free() it
 * @why: set, if they are not all, to what it is that cannot be understood; static text
 *
 * A source that uses none of the names, nor those of the structures, gives the same code before and after.
 *
 * Return: whether all is understood; else, or without memory (@why is NULL then), any
 * source that includes the header may give other code.
 */
bool kmend_declared_compare(const char *pre, const char *post, struct kmend_declared *declared,
			    const char **why);
void kmend_declared_free(struct kmend_declared *declared);

#endif
