/* SPDX-License-Identifier: GPL-2.0 */
/* Files, paths and directories, with errors that name them. */
#ifndef KMEND_BUILD_FILES_H
#define KMEND_BUILD_FILES_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "../err.h"

static inline void kmend_free_ptr(void *p)
{
	free(*(void **)p);
}

static inline void kmend_close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#define _cleanup_free_	__attribute__((cleanup(kmend_free_ptr)))
#define _cleanup_close_	__attribute__((cleanup(kmend_close_fd)))

/**
 * kmend_path() - put a path together
 * @buf: where
 * @err: set when it is too long
 * @fmt: printf format
 *
 * Return: 0, or -1 with @err.
 */
int kmend_path(char buf[PATH_MAX], struct kmend_err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * kmend_file_open() - open a file of a plausible kind and size for reading
 * @path: its name
 * @err: set when there is none, when reading it could take forever (a pipe, a
 *	device, a directory) and when it is too large for anything that kmend reads
 *
 * Return: a file descriptor, or -1 with @err.
 */
int kmend_file_open(const char *path, struct kmend_err *err);

/**
 * kmend_file_read() - read a whole file
 * @path: its name
 * @data: set to its bytes with a NUL after them, free() it
 * @size: set to how many, the NUL not counted; may be NULL
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_file_read(const char *path, char **data, size_t *size, struct kmend_err *err);

/**
 * kmend_file_write() - write a whole file
 * @path: its name; replaced if it exists
 * @data: its bytes
 * @size: how many
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_file_write(const char *path, const void *data, size_t size,
		     struct kmend_err *err);

/**
 * kmend_file_replace() - write a whole file, or leave it as it was
 * @path: its name; nothing but a regular file is replaced, and a new one
 *	may be read by all
 * @data: its bytes
 * @size: how many
 * @err: why it failed
 *
 * It is written beside it, brought to the disk and renamed, so whoever opens it at any
 * time, after a crash too, finds the old file or the new one.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_file_replace(const char *path, const void *data, size_t size,
		       struct kmend_err *err);

/**
 * kmend_file_copy() - copy a file
 * @from: its name
 * @to: the copy's; replaced if it exists
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_file_copy(const char *from, const char *to, struct kmend_err *err);

/** kmend_file_exists() - is there such a file or directory, and may we read it? */
bool kmend_file_exists(const char *path);

/** kmend_dir_exists() - is that a directory? */
bool kmend_dir_exists(const char *path);

/**
 * kmend_dir_make() - make a directory and those above it
 * @path: its name
 * @err: why it failed
 *
 * Return: 0, also when it is there; -1 with @err.
 */
int kmend_dir_make(const char *path, struct kmend_err *err);

/**
 * kmend_dir_make_for() - make the directory that a file will be in
 * @path: the file
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_dir_make_for(const char *path, struct kmend_err *err);

/**
 * kmend_dir_remove() - remove a directory with all that is in it
 * @path: its name; links are removed, not followed
 *
 * Return: 0, also when there is none; -1 with errno.
 */
int kmend_dir_remove(const char *path);

#endif
