/* SPDX-License-Identifier: GPL-2.0 */
/* What a patch says of other patches: what it needs, excludes and replaces. */
#ifndef KMEND_BUILD_RELATIONS_H
#define KMEND_BUILD_RELATIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "../err.h"

/**
 * enum kmend_relation - what one patch can be to another
 * @KMEND_DEPENDS: it must be in force first
 * @KMEND_CONFLICTS: it must not be in force at the same time
 * @KMEND_REPLACES: it goes out when the new one comes in
 * @KMEND_NR_RELATIONS: how many kinds there are
 */
enum kmend_relation {
	KMEND_DEPENDS,
	KMEND_CONFLICTS,
	KMEND_REPLACES,
	KMEND_NR_RELATIONS,
};

/**
 * struct kmend_ids - a list of ids, none of them twice
 * @ids: @nr of them, sorted, and a NULL; NULL: the list is empty
 * @nr: see @ids
 */
struct kmend_ids {
	char **ids;
	size_t nr;
};

/**
 * struct kmend_relations - what a patch says of others; all 0: nothing
 * @lists: ids, by enum kmend_relation
 * @replaces_all: it replaces every patch
 */
struct kmend_relations {
	struct kmend_ids lists[KMEND_NR_RELATIONS];
	bool replaces_all;
};

/**
 * kmend_relation_name() - "depends", "conflicts" or "replaces"
 * @relation: which
 */
const char *kmend_relation_name(enum kmend_relation relation);

/**
 * kmend_relations_is_id() - can a patch be called that?
 * @text: NUL-terminated
 *
 * Return: whether it has 1 to KMEND_ID_MAX letters, digits, '.', '_', '-' and
 * begins with a letter or a digit.
 */
bool kmend_relations_is_id(const char *text);

/**
 * kmend_relations_add() - add ids to a list
 * @relations: where
 * @relation: which list
 * @text: ids, separated by commas or blanks; for KMEND_REPLACES also "all"
 * @length: of @text
 * @where: who says so, for the message: an option, or a file and a key
 * @code: the exit code of a refusal
 * @err: which id is none
 *
 * An id that is in the list already is not added again.
 * Return: 0, or -1 with @err.
 */
int kmend_relations_add(struct kmend_relations *relations, enum kmend_relation relation,
			const char *text, size_t length, const char *where,
			enum kmend_exit code, struct kmend_err *err);

/**
 * kmend_relations_check() - do the lists go together?
 * @relations: complete
 * @id: the patch that says so
 * @err: KMEND_EXIT_REFUSED: its own id, an id in two lists, too many, or all
 *	replaced and yet something named
 *
 * Return: 0, or -1 with @err.
 */
int kmend_relations_check(const struct kmend_relations *relations, const char *id,
			  struct kmend_err *err);

/**
 * kmend_relations_destroy() - free what it holds
 * @relations: all 0 afterwards
 */
void kmend_relations_destroy(struct kmend_relations *relations);

#endif
