/* SPDX-License-Identifier: GPL-2.0 */
/* Compiling one source file: as the kernel's own build does, and for the differ. */
#ifndef KMEND_BUILD_COMPILE_H
#define KMEND_BUILD_COMPILE_H

#include "tree.h"

/**
 * kmend_compile_reference() - the object as kbuild makes it
 * @tree: the prepared tree
 * @k: its kernel
 * @source: path of the .c file in the tree
 * @object: set to the object's path; it stays in the tree and is used again
 * @err: KMEND_EXIT_REFUSED for a file that is not built into this kernel
 *
 * Return: 0, or -1 with @err.
 */
int kmend_compile_reference(const struct kmend_tree *tree, const struct kmend_kernel *k,
			    const char *source, char object[PATH_MAX], struct kmend_err *err);

/**
 * struct kmend_variant - a compilation for the differ
 * @root: directory that has the source file under its path in the tree
 * @object: the object to write
 */
struct kmend_variant {
	const char *root;
	const char *object;
};

/**
 * kmend_compile_variants() - compile with a section for each function
 * @tree: the prepared tree; is not changed
 * @source: path of the .c file in the tree; kmend_compile_reference() has compiled it
 * @variants: what to compile
 * @count: how many, 2 at most
 * @jobs: how many at a time
 * @err: why it failed; the compiler's first errors
 *
 * Return: 0, or -1 with @err.
 */
int kmend_compile_variants(const struct kmend_tree *tree, const char *source,
			   const struct kmend_variant *variants, unsigned int count,
			   unsigned int jobs, struct kmend_err *err);

#endif
