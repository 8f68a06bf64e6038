/* SPDX-License-Identifier: GPL-2.0 */
/* The structures and unions of an object, read from its debug information. */
#ifndef KMEND_BUILD_TYPES_H
#define KMEND_BUILD_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../err.h"

/** enum kmend_integer - what kind of integer a type is */
enum kmend_integer {
	KMEND_INTEGER_NONE,	/* not one that is known: a pointer, a bool, an enumeration with a name */
	KMEND_INTEGER_UNSIGNED,
	KMEND_INTEGER_SIGNED,
};

/**
 * struct kmend_member - a member, those of nameless structures inside included
 * @name: its name
 * @type: as one would write it, about: "int *[4]"
 * @bit: where it begins, in bits
 * @bits: how many; 0: that is not known of it, as of a flexible array
 * @integer: which kind of integer it is; a nameless enumeration is one
 * @field: it is a bit field
 */
struct kmend_member {
	char *name;
	char *type;
	uint64_t bit;
	uint64_t bits;
	enum kmend_integer integer;
	bool field;
};

/**
 * struct kmend_type - a structure or union
 * @name: "struct NAME", "union NAME", or that of the typedef of a nameless one
 * @size: bytes
 * @align: bytes, as its members ask for it; "packed" is not looked at
 * @members: @nr, in the order of the source
 * @nr: see @members
 */
struct kmend_type {
	char *name;
	uint64_t size;
	uint64_t align;
	struct kmend_member *members;
	size_t nr;
};

/** struct kmend_types - @nr of them, sorted by name, each name once */
struct kmend_types {
	struct kmend_type *list;
	size_t nr;
};

/**
 * kmend_types_read() - read them
 * @path: an object
 * @types: filled in; kmend_types_free() it, also after a failure
 * @err: KMEND_EXIT_REFUSED for an object without debug information
 *
 * Return: 0, or -1 with @err.
 */
int kmend_types_read(const char *path, struct kmend_types *types, struct kmend_err *err);
void kmend_types_free(struct kmend_types *types);

/** kmend_member_find() - the member of that name, or NULL */
const struct kmend_member *kmend_member_find(const struct kmend_type *type, const char *name);

/**
 * kmend_member_same_integer() - is a member the same integer, whatever its type is called?
 * @pre: a structure
 * @name: of the member
 * @post: the structure after a change
 *
 * That is so of integers of one place, size and sign, such as "enum { A } a:8" and "u8 a". A store to a
 * bit field may write those beside it anew, so for one that becomes none, or the other way round, there must be none.
 *
 * Return: whether it is.
 */
bool kmend_member_same_integer(const struct kmend_type *pre, const char *name, const struct kmend_type *post);

/** kmend_member_same_pointer() - the same of a member that is a pointer at one place, whatever it leads to */
bool kmend_member_same_pointer(const struct kmend_type *pre, const char *name, const struct kmend_type *post);

/** kmend_member_alike() - are two members, of any names, the same integer or a pointer at one place, and no bit fields? */
bool kmend_member_alike(const struct kmend_member *a, const struct kmend_member *b);

#endif
