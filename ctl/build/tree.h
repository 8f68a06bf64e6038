/* SPDX-License-Identifier: GPL-2.0 */
/* The prepared source tree of a kernel, kept from one build to the next. */
#ifndef KMEND_BUILD_TREE_H
#define KMEND_BUILD_TREE_H

#include <limits.h>
#include <stdbool.h>

#include "kernel.h"

/**
 * struct kmend_tree - a prepared tree; nobody else uses it until it is closed
 * @path: its top
 * @lock: an open file that is locked
 */
struct kmend_tree {
	char path[PATH_MAX];
	int lock;
};

/**
 * kmend_tree_open() - the source tree of a kernel, prepared for building
 * @tree: filled in; kmend_tree_close() it
 * @k: the kernel
 * @jobs: how many compilers at a time
 * @say: told what takes long
 * @err: why it failed
 *
 * The tree lies in $XDG_CACHE_HOME/kmend/RELEASE and is prepared again when
 * source, config, Module.symvers or compiler are others than the time before,
 * or when the preparation was interrupted. Nothing in it is ever patched.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_tree_open(struct kmend_tree *tree, const struct kmend_kernel *k,
		    unsigned int jobs, void (*say)(const char *text),
		    struct kmend_err *err);
void kmend_tree_close(struct kmend_tree *tree);

/**
 * kmend_tree_made_of() - what was a tree of the cache prepared from?
 * @dir: see kmend_cache_dir()
 * @source: set to the archive or directory
 *
 * Return: whether there is a tree that was prepared to its end.
 */
bool kmend_tree_made_of(const char *dir, char source[PATH_MAX]);

/**
 * kmend_tree_make() - run make in the tree
 * @tree: the tree
 * @k: its kernel
 * @jobs: how many compilers at a time
 * @targets: what to make, ends with NULL
 * @what: what failed if it fails
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_tree_make(const struct kmend_tree *tree, const struct kmend_kernel *k,
		    unsigned int jobs, const char *const *targets, const char *what,
		    struct kmend_err *err);

/* In what a dry run prints, every command that compiles has this word, which does not belong there. */
#define KMEND_TREE_DRY_WORD "-DKMEND_DRY_RUN"

/**
 * kmend_tree_make_dry() - what would make run to build the kernel and its modules?
 * @tree: the tree
 * @k: its kernel
 * @to: file for the commands
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_tree_make_dry(const struct kmend_tree *tree, const struct kmend_kernel *k, const char *to,
			 struct kmend_err *err);

#endif
