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
 * @pasting: @nr_pasting files in which a structure's name is made by ##
 * @nr_pasting: see @pasting
 * @text: what the names point into
 */
struct kmend_mentions {
	const char **files;
	size_t nr;
	const char **pasting;
	size_t nr_pasting;
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
 * kmend_mentions_may_be() - can a macro make a structure's tag by ##?
 * @macro: "#define" and all of it
 * @size: of it
 * @tag: the tag
 *
 * Its parameters may be anything.
 *
 * Return: whether it can.
 */
bool kmend_mentions_may_be(const char *macro, size_t size, const char *tag);

#endif
