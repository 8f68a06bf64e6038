/* SPDX-License-Identifier: GPL-2.0 */
/* Which names lead to what changed in a structure? */
#ifndef KMEND_BUILD_MEMBERS_H
#define KMEND_BUILD_MEMBERS_H

#include "declared.h"
#include "types.h"

/**
 * kmend_members_resolve() - by which names does one come to what changed in structures?
 * @declared: its @types are completed, and names added to its @list and @named
 * @pre: an object with all debug information of a source that includes the header
 * @post: the same after the change
 *
 * Where no member that stays has another place, size or type, those are the members that the
 * change concerns, else, or if that cannot be told, the name of the structure itself.
 *
 * Return: 0, or -1 without memory.
 */
int kmend_members_resolve(struct kmend_declared *declared, const char *pre, const char *post);

/**
 * kmend_members_stay() - is all that a structure had there, as it was?
 * @type: what differs in its definitions
 * @pre: the types of an object before the change
 * @post: the same after it
 *
 * Constants that such members define are not looked at.
 *
 * Return: whether it is; not, if one of the objects does not know the structure.
 */
bool kmend_members_stay(const struct kmend_declared_type *type, const struct kmend_types *pre,
			const struct kmend_types *post);

#endif
