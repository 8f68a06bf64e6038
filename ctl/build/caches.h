/* SPDX-License-Identifier: GPL-2.0 */
/* The prepared trees of all kernels: what there is, and taking it away. */
#ifndef KMEND_BUILD_CACHES_H
#define KMEND_BUILD_CACHES_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "../err.h"

/**
 * struct kmend_cached - what is kept for a kernel
 * @release: the kernel
 * @path: the directory
 * @source: what its tree was made of; empty: it is not @complete
 * @size: bytes that it takes on the disk
 * @used: when a build began to use it last
 * @in_use: somebody uses it now
 * @complete: its tree is prepared; otherwise that was interrupted, or goes on
 */
struct kmend_cached {
	char release[NAME_MAX + 1];
	char path[PATH_MAX];
	char source[PATH_MAX];
	uint64_t size;
	struct timespec used;
	bool in_use;
	bool complete;
};

/**
 * kmend_caches_list() - what is kept, by release
 * @list: set to @nr of them, free() it
 * @nr: how many; 0 also where there is no cache at all
 * @err: why it failed
 *
 * Directories that no build has made are left out.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_caches_list(struct kmend_cached **list, size_t *nr, struct kmend_err *err);

/**
 * kmend_caches_remove() - remove what is kept for a kernel
 * @cached: from kmend_caches_list()
 * @err: KMEND_EXIT_NOT_SAFE: somebody uses it, and it was left alone
 *
 * A build that begins at the same time finds it as it was, or makes it anew. What an
 * interrupt leaves of it is known as incomplete.
 *
 * Return: 0, also when it is gone already; -1 with @err.
 */
int kmend_caches_remove(const struct kmend_cached *cached, struct kmend_err *err);

#endif
