/* SPDX-License-Identifier: GPL-2.0 */
/* Where the prepared trees are kept, and who may use one. */
#ifndef KMEND_BUILD_CACHE_H
#define KMEND_BUILD_CACHE_H

#include <limits.h>

#include "../err.h"

/**
 * kmend_cache_dir() - where it is
 * @dir: set to the directory of a kernel, or to the one that holds those of all
 * @release: the kernel; NULL: all
 * @err: why there is none
 *
 * Return: 0, or -1 with @err.
 */
int kmend_cache_dir(char dir[PATH_MAX], const char *release, struct kmend_err *err);

/**
 * kmend_cache_lock() - be the only one who uses the directory of a kernel
 * @dir: see kmend_cache_dir(); made if it is not there
 * @say: told when somebody else uses it and it takes longer
 * @err: why it failed, after an interrupt, too
 *
 * Return: a file descriptor, close() it to let others in; -1 with @err.
 */
int kmend_cache_lock(const char *dir, void (*say)(const char *text), struct kmend_err *err);

/**
 * kmend_cache_try_lock() - the same, of one that is there, and without waiting
 * @dir: see kmend_cache_dir()
 * @how: LOCK_EX, or LOCK_SH to see only whether somebody uses it
 *
 * Return: a file descriptor, close() it; -1 with errno: EWOULDBLOCK: it is in use.
 */
int kmend_cache_try_lock(const char *dir, int how);

#endif
