/* SPDX-License-Identifier: GPL-2.0 */
/* The lines of a patch file before its diff that are for kmend. */
#ifndef KMEND_BUILD_HEAD_H
#define KMEND_BUILD_HEAD_H

#include "relations.h"

/**
 * kmend_head_read() - read "Kmend-KEY: VALUE" lines
 * @path: the patch file, for the message
 * @text: what is in it
 * @id: of @size bytes; set to what Kmend-Id says unless it is set, left alone
 *	without one
 * @size: see @id
 * @relations: what Kmend-Depends, Kmend-Conflicts and Kmend-Replaces name is
 *	added
 * @err: KMEND_EXIT_REFUSED: an unknown key, no ids, or another id than before
 *
 * Return: 0, or -1 with @err.
 */
int kmend_head_read(const char *path, const char *text, char *id, size_t size,
		    struct kmend_relations *relations, struct kmend_err *err);

#endif
