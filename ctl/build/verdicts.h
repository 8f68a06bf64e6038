/* SPDX-License-Identifier: GPL-2.0 */
/* What earlier builds of the same headers found: which sources give the same code. */
#ifndef KMEND_BUILD_VERDICTS_H
#define KMEND_BUILD_VERDICTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "files.h"

/**
 * struct kmend_verdicts - of each source that was compared
 * @list: @nr sources, and whether its code stays the same; sorted
 * @nr: see @list
 * @nr_old: how many of them, the first ones, were read
 * @path: where they are kept
 * @key: of the patched texts
 * @text: what was read, which @list points into
 */
struct kmend_verdicts {
	struct kmend_verdict {
		const char *source;
		bool same;
	} *list;
	size_t nr;
	size_t nr_old;
	size_t room;
	char path[PATH_MAX];
	uint64_t key;
	char *text;
};

/**
 * kmend_verdicts_open() - read what is known
 * @verdicts: filled in; kmend_verdicts_close() it
 * @tree: the prepared tree, which keeps them
 * @mirror: with the patched files
 * @files: @nr files that others include and that the patch changes, by their path in the tree; their order does not count
 * @nr: how many
 * @err: why it failed
 *
 * What is kept is of one patch of a set of files: of the last. With another patch of them nothing is known.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_verdicts_open(struct kmend_verdicts *verdicts, const char *tree, const char *mirror, const char *const *files,
			size_t nr, struct kmend_err *err);
void kmend_verdicts_close(struct kmend_verdicts *verdicts);

/** kmend_verdicts_find() - what is known of @source; NULL: nothing */
const struct kmend_verdict *kmend_verdicts_find(const struct kmend_verdicts *verdicts, const char *source);

/** kmend_verdicts_add() - note a source, which stays allocated, and of which nothing is known; -1: no memory */
int kmend_verdicts_add(struct kmend_verdicts *verdicts, const char *source, bool same);

/** kmend_verdicts_save() - keep what was added; 0, or -1 with @err */
int kmend_verdicts_save(struct kmend_verdicts *verdicts, struct kmend_err *err);

#endif
