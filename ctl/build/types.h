/* SPDX-License-Identifier: GPL-2.0 */
/* The structures and unions of an object, read from its debug information. */
#ifndef KMEND_BUILD_TYPES_H
#define KMEND_BUILD_TYPES_H

#include <stddef.h>
#include <stdint.h>

#include "../err.h"

/**
 * struct kmend_member - a member, those of nameless structures inside included
 * @name: its name
 * @type: as one would write it, about: "int *[4]"
 * @bit: where it begins, in bits
 * @bits: how many; 0: that is not known of it, as of a flexible array
 */
struct kmend_member {
	char *name;
	char *type;
	uint64_t bit;
	uint64_t bits;
};

/**
 * struct kmend_type - a structure or union
 * @name: "struct NAME", "union NAME", or that of the typedef of a nameless one
 * @size: bytes
 * @members: @nr, in the order of the source
 * @nr: see @members
 */
struct kmend_type {
	char *name;
	uint64_t size;
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

#endif
