/* SPDX-License-Identifier: GPL-2.0 */
/* What a patch module says of itself: its descriptor, and the lines that modinfo shows. */
#ifndef KMEND_BUILD_DESCRIPTOR_H
#define KMEND_BUILD_DESCRIPTOR_H

#include "namespaces.h"
#include "package.h"

/**
 * kmend_descriptor_write() - the descriptor as assembly
 * @pkg: the module
 * @release: the kernel that it is for
 * @namespaces: that it imports
 * @text: set to the source, free() it; it defines kmend_desc, a struct kmend_patch_desc
 * @size: of @text
 * @err: out of memory
 *
 * Return: 0, or -1 with @err.
 */
int kmend_descriptor_write(const struct kmend_package *pkg, const char *release,
			   const struct kmend_namespaces *namespaces, char **text, size_t *size,
			   struct kmend_err *err);

#endif
