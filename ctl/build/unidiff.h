/* SPDX-License-Identifier: GPL-2.0 */
/* Which source files a unified diff changes, and whether it may. */
#ifndef KMEND_BUILD_UNIDIFF_H
#define KMEND_BUILD_UNIDIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "../err.h"

/**
 * enum kmend_source_kind - what a change of a file means
 * @KMEND_SOURCE_CODE: a .c file
 * @KMEND_SOURCE_TEXT: a header, or what else is included
 * @KMEND_SOURCE_ELSEWHERE: no part of this kernel's code: documents, tools, other
 *	architectures
 * @KMEND_SOURCE_WITHOUT: the user wants the patch without it
 */
enum kmend_source_kind {
	KMEND_SOURCE_CODE,
	KMEND_SOURCE_TEXT,
	KMEND_SOURCE_ELSEWHERE,
	KMEND_SOURCE_WITHOUT,
};

/**
 * struct kmend_source - a file that a patch changes
 * @name: path from the top of the kernel tree
 * @kind: what the change means
 * @added: it is new
 */
struct kmend_source {
	char *name;
	enum kmend_source_kind kind;
	bool added;
};

/**
 * struct kmend_sources - the files of a build
 * @list: @count files, each once
 * @count: how many
 * @without: names of files to be left out, @nr_without
 * @nr_without: see @without
 */
struct kmend_sources {
	struct kmend_source *list;
	size_t count;
	char *const *without;
	size_t nr_without;
};

/**
 * kmend_patch_scan() - add the files that a patch changes
 * @path: the patch's name, for messages
 * @text: the patch
 * @size: of @text
 * @sources: added to; kmend_sources_free() them
 * @wanted: set to the patch without what changes no code of this kernel, free() it
 * @err: KMEND_EXIT_REFUSED for what is no patch, and for changes that cannot be
 *	made to a running kernel
 *
 * Return: 0, or -1 with @err.
 */
int kmend_patch_scan(const char *path, const char *text, size_t size,
		     struct kmend_sources *sources, char **wanted, struct kmend_err *err);

/** kmend_source_copied_away() - why code of that file cannot be replaced: it runs elsewhere; NULL: it does not */
const char *kmend_source_copied_away(const char *name);

/** kmend_source_is_assembly() - of a .c or .S file: is it the latter? */
static inline bool kmend_source_is_assembly(const char *name)
{
	return !strcmp(name + strlen(name) - 2, ".S");
}

/** kmend_source_of_tools() - is it the part of tools/ that the kernel, too, is built from? */
bool kmend_source_of_tools(const char *name);
void kmend_sources_free(struct kmend_sources *sources);

#endif
