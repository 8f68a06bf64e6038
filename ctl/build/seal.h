/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The seal of a patch module: a checksum at the end of the file, so that a copy
 * that was damaged on the way is found out before the kernel sees it. The module
 * loader checks nothing of what it relocates. Against malice it is of no use;
 * that is what signatures are for.
 */
#ifndef KMEND_BUILD_SEAL_H
#define KMEND_BUILD_SEAL_H

#include <stddef.h>

#include "../err.h"

/** enum kmend_seal - what can be said of a file */
enum kmend_seal {
	KMEND_SEAL_NONE,	/* it has none */
	KMEND_SEAL_BROKEN,	/* the file is not what was sealed */
	KMEND_SEAL_WHOLE,
};

/**
 * kmend_seal_look() - is the file what was sealed?
 * @data: the whole file
 * @size: its bytes
 *
 * A signature of the kernel's form may follow the seal.
 */
enum kmend_seal kmend_seal_look(const void *data, size_t size);

/**
 * kmend_seal_check() - refuse a patch module that is not what was built
 * @from: the file
 * @path: its name for people
 * @err: KMEND_EXIT_REFUSED says what is wrong
 *
 * Return: 0, or -1 with @err.
 */
int kmend_seal_check(const char *from, const char *path, struct kmend_err *err);

/**
 * kmend_seal_write() - seal a file, or seal it anew
 * @path: a finished module; replaced as a whole
 * @err: why it failed; KMEND_EXIT_REFUSED for one that is signed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_seal_write(const char *path, struct kmend_err *err);

#endif
