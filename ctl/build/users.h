/* SPDX-License-Identifier: GPL-2.0 */
/* From the files that a patch changes to those that have to be compiled. */
#ifndef KMEND_BUILD_USERS_H
#define KMEND_BUILD_USERS_H

#include "mirror.h"
#include "unidiff.h"

/**
 * struct kmend_users - what is found
 * @sources: @nr .c files of objects of this kernel that the patch may change
 * @nr: how many
 * @unbuilt: @nr_unbuilt .c files of the patch that this kernel is not built from
 * @nr_unbuilt: see @unbuilt
 * @left: @nr_left files that may see a changed header, but whose code is copied away
 *	at boot, so that it cannot be replaced, or that are generated, or are assembly that
 *	includes what is
 * @nr_left: see @left
 * @looked_at: .c and .S files that may see a changed header and were compared, now or by an earlier build
 */
struct kmend_users {
	char **sources;
	size_t nr;
	char **unbuilt;
	size_t nr_unbuilt;
	char **left;
	size_t nr_left;
	size_t looked_at;
};

/**
 * struct kmend_users_search - where to look
 * @tree: the prepared tree
 * @mirror: with the patched files
 * @k: the kernel
 * @work: directory for temporary files
 * @jobs: how many processes at a time
 * @say: told what takes long
 * @progress: told of each file that is looked at, the how-manieth of how many
 */
struct kmend_users_search {
	const struct kmend_tree *tree;
	const struct kmend_mirror *mirror;
	const struct kmend_kernel *k;
	const char *work;
	unsigned int jobs;
	void (*say)(const char *text);
	void (*progress)(size_t number, size_t of, const char *source);
};

/**
 * kmend_users_find() - which objects may a patch change?
 * @users: filled in; kmend_users_free() it
 * @where: see there
 * @sources: what the patch changes
 * @err: why it failed
 *
 * A .c file that no other includes stands for itself. Of a header, and of a .c file that is
 * included, all files that may include it are preprocessed as they were and
 * as they are patched, and stay only if their code may differ. Assembly that differs is
 * refused, but where its code is copied away at boot.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_users_find(struct kmend_users *users, const struct kmend_users_search *where,
		     const struct kmend_sources *sources, struct kmend_err *err);
void kmend_users_free(struct kmend_users *users);

#endif
