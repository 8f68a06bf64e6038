/* SPDX-License-Identifier: GPL-2.0 */
/* The namespaces of exported symbols that a module must import. */
#ifndef KMEND_BUILD_NAMESPACES_H
#define KMEND_BUILD_NAMESPACES_H

#include <stddef.h>

#include "../err.h"

struct kmend_symvers;

/** struct kmend_namespaces - @nr names, each once; they belong to the symvers */
struct kmend_namespaces {
	const char **names;
	size_t nr;
};

/**
 * kmend_namespaces_add() - add those that an object needs
 * @namespaces: where; empty at first, free() the names at last
 * @object: a file that will be linked into the module
 * @symvers: what is exported; must outlive @namespaces
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_namespaces_add(struct kmend_namespaces *namespaces, const char *object,
			 const struct kmend_symvers *symvers, struct kmend_err *err);

#endif
