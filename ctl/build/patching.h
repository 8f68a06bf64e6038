/* SPDX-License-Identifier: GPL-2.0 */
/* Applying the patches to copies of the files that they change. */
#ifndef KMEND_BUILD_PATCHING_H
#define KMEND_BUILD_PATCHING_H

#include "mirror.h"
#include "unidiff.h"

/**
 * struct kmend_patching - patches and the files that they change
 * @sources: what they change
 * @patches: their names, @nr
 * @wanted: of each, the part that changes code of this kernel; NULL: none does
 * @nr: how many patches
 * @tree: the prepared tree
 * @mirror: where the patched files go
 * @work: directory for the patched files as they are written
 */
struct kmend_patching {
	struct kmend_sources sources;
	char *const *patches;
	char **wanted;
	size_t nr;
	const struct kmend_tree *tree;
	const struct kmend_mirror *mirror;
	const char *work;
};

/**
 * kmend_patching_apply() - apply all patches, in order
 * @p: see there
 * @release: of the kernel, for messages
 * @types: set if the change can lay out a structure in another way, see outline.h
 * @err: KMEND_EXIT_REFUSED names the first hunk that does not apply; KMEND_EXIT_NO_CHANGE
 *
 * The patched files are put into the mirror, with their lines pinned (see lines.h).
 *
 * Return: 0, or -1 with @err.
 */
int kmend_patching_apply(const struct kmend_patching *p, const char *release, bool *types,
			 struct kmend_err *err);

/**
 * kmend_patching_unpin() - put the patched files into the mirror as they are
 * @ctx: the struct kmend_patching
 * @err: why it failed
 *
 * For the compiler's messages, which then name the lines that people know.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_patching_unpin(void *ctx, struct kmend_err *err);

#endif
