/* SPDX-License-Identifier: GPL-2.0 */
/* A second copy of the prepared tree, in which the patched files stand. */
#ifndef KMEND_BUILD_MIRROR_H
#define KMEND_BUILD_MIRROR_H

#include "tree.h"

/**
 * struct kmend_mirror - the copy
 * @path: its top
 * @journal: the list of what differs in it from the tree
 * @tree: the tree that it is a copy of
 */
struct kmend_mirror {
	char path[PATH_MAX];
	char journal[PATH_MAX];
	const struct kmend_tree *tree;
};

/**
 * kmend_mirror_open() - the copy of a tree, the same as the tree in every file
 * @mirror: filled in
 * @tree: open, and so nobody else uses the mirror
 * @say: told what takes long
 * @err: why it failed
 *
 * Made of hard links the first time. What a build changed in it, be it that it
 * ended, failed or was killed, is put back here.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_mirror_open(struct kmend_mirror *mirror, const struct kmend_tree *tree,
		      void (*say)(const char *text), struct kmend_err *err);

/**
 * kmend_mirror_write() - a file of the mirror gets another content than in the tree
 * @mirror: see kmend_mirror_open()
 * @name: from the top; need not exist
 * @text: its content
 * @size: of @text
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_mirror_write(const struct kmend_mirror *mirror, const char *name, const char *text,
		       size_t size, struct kmend_err *err);

/**
 * kmend_mirror_provide() - have in the mirror what an object was made from
 * @mirror: see kmend_mirror_open()
 * @command: what kbuild recorded of the object, see kmend_recipe_parse()
 * @err: why it failed
 *
 * Some files of the tree are only generated when they are needed.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_mirror_provide(const struct kmend_mirror *mirror, const char *command, struct kmend_err *err);

#endif
