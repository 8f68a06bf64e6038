/* SPDX-License-Identifier: GPL-2.0 */
/* Files that may see what a patch changes, and which of them come to other code. */
#ifndef KMEND_BUILD_CANDIDATES_H
#define KMEND_BUILD_CANDIDATES_H

#include "declared.h"
#include "users.h"

/**
 * struct kmend_candidate - a file that may see a change
 * @source: its path in the tree
 * @command: as it is in struct kmend_objects
 * @named: all that it may see of the patch is a change of names
 * @same: it comes to the same code
 * @failed: that cannot be told, for it cannot be preprocessed
 * @tried: private
 * @through: private
 */
struct kmend_candidate {
	const char *source;
	const char *command;
	bool named;
	bool same;
	bool failed;
	bool tried;
	unsigned int through;
};

/**
 * struct kmend_candidates - all of them
 * @list: @nr files, none of which the patch changes itself
 * @nr: see @list
 * @names: what the change of names is
 * @texts: @nr_texts files that the patch changes and that others include
 * @nr_texts: see @texts
 */
struct kmend_candidates {
	struct kmend_candidate *list;
	size_t nr;
	struct kmend_declared names;
	const char **texts;
	size_t nr_texts;
};

/**
 * kmend_candidates_compare() - which of them come to other code?
 * @candidates: those that use nothing of the change are dropped; of the others @same and @failed are set, and they
 *	are sorted by their source
 * @where: the two trees, and who is told
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_candidates_compare(struct kmend_candidates *candidates, const struct kmend_users_search *where,
			     struct kmend_err *err);

#endif
