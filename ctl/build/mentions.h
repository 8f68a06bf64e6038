/* SPDX-License-Identifier: GPL-2.0 */
/* Which sources of the kernel have a name in their text? */
#ifndef KMEND_BUILD_MENTIONS_H
#define KMEND_BUILD_MENTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "../err.h"

/**
 * struct kmend_mentions - where a name is found
 * @files: @nr files, relative to the tree
 * @nr: see @files
 * @pasted: one that may have it without the name in its text, made by ##; NULL: none
 * @text: what the names point into
 */
struct kmend_mentions {
	const char **files;
	size_t nr;
	const char *pasted;
	char *text;
};

/**
 * kmend_mentions_find() - search the whole tree, with what this config does not build
 * @tree: path of the prepared tree, which is not patched
 * @tag: of a structure
 * @work: directory for what is found
 * @mentions: filled in; kmend_mentions_free() it, also after a failure
 * @err: why it failed
 *
 * Left out are programs that are not the kernel's, and other architectures. Some seconds.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_mentions_find(const char *tree, const char *tag, const char *work, struct kmend_mentions *mentions,
			struct kmend_err *err);
void kmend_mentions_free(struct kmend_mentions *mentions);

/**
 * kmend_mentions_may_be() - can pasting make a structure's tag?
 * @paste: as a macro has it: "struct a##b"
 * @tag: the tag
 *
 * What of it is a macro's parameter is not known: so its first part or its last one being in the
 * right place is enough. Without a "_", both may be parameters.
 *
 * Return: whether it can.
 */
bool kmend_mentions_may_be(const char *paste, const char *tag);

#endif
