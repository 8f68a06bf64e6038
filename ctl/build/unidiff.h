/* SPDX-License-Identifier: GPL-2.0 */
/* Which source files a unified diff changes, and whether it may. */
#ifndef KMEND_BUILD_UNIDIFF_H
#define KMEND_BUILD_UNIDIFF_H

#include <stddef.h>

#include "../err.h"

/**
 * struct kmend_sources - the source files of a build
 * @names: @count paths from the top of the kernel tree, each once
 * @count: how many
 */
struct kmend_sources {
	char **names;
	size_t count;
};

/**
 * kmend_patch_scan() - add the files that a patch changes
 * @path: the patch's name, for messages
 * @text: the patch
 * @size: of @text
 * @sources: added to; kmend_sources_free() them
 * @err: KMEND_EXIT_REFUSED for what is no patch, and for changes that cannot be
 *	made to a running kernel from one file's code
 *
 * Return: 0, or -1 with @err.
 */
int kmend_patch_scan(const char *path, const char *text, size_t size,
		     struct kmend_sources *sources, struct kmend_err *err);
void kmend_sources_free(struct kmend_sources *sources);

#endif
