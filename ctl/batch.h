/* SPDX-License-Identifier: GPL-2.0 */
/* Several patch modules that are loaded together or not at all. */
#ifndef KMEND_CTL_BATCH_H
#define KMEND_CTL_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "patch-file.h"

struct libkmend;

/**
 * struct kmend_batch_item - a patch module
 * @path: the file
 * @file: what it says of itself
 * @keep: do not load it: its module is there
 * @loaded: kmend_batch_load() has loaded it
 */
struct kmend_batch_item {
	const char *path;
	struct kmend_patch_file file;
	bool keep;
	bool loaded;
};

/**
 * struct kmend_batch - several patch modules
 * @items: @nr of them, in the order given
 * @ids: @nr ids
 * @nr: see @items
 */
struct kmend_batch {
	struct kmend_batch_item *items;
	const char **ids;
	size_t nr;
};

/**
 * kmend_batch_read() - look at all files
 * @batch: filled in; give it to kmend_batch_destroy(), also after a failure
 * @paths: @nr files
 * @nr: at least 1
 * @err: which is refused and why; two of the same id are, too
 *
 * Return: 0, or -1 with @err.
 */
int kmend_batch_read(struct kmend_batch *batch, const char *const *paths, size_t nr,
		     struct kmend_err *err);

/**
 * kmend_batch_load() - load the modules
 * @batch: the modules; those to keep are skipped
 * @err: which could not be loaded and why; then none that it loaded is left
 *
 * Return: 0, or -1 with @err.
 */
int kmend_batch_load(struct kmend_batch *batch, struct kmend_err *err);

/**
 * kmend_batch_unload() - unload those that kmend_batch_load() has loaded, newest first
 * @batch: the modules
 * @kmend: a patch that somebody has put in force, or asked for, keeps its module
 * @err: the first that could not be unloaded, and why; the others are
 *
 * Return: 0, or -1 with @err.
 */
int kmend_batch_unload(struct kmend_batch *batch, struct libkmend *kmend, struct kmend_err *err);

/**
 * kmend_batch_destroy() - free what it holds; modules stay
 * @batch: as filled in
 */
void kmend_batch_destroy(struct kmend_batch *batch);

#endif
