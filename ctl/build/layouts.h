/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which structures have another layout after the change? Objects that exist when a patch
 * goes in keep the old one, and new code would misread them.
 */
#ifndef KMEND_BUILD_LAYOUTS_H
#define KMEND_BUILD_LAYOUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "../err.h"

/**
 * struct kmend_layout - a type that changed
 * @type: "struct pipe_inode_info"
 * @why: the first difference, one line
 * @fills: all members stay, and what is new lies in what was padding, of the same size
 * @because: why it does no harm, if that is known; else NULL
 */
struct kmend_layout {
	char *type;
	char *why;
	bool fills;
	const char *because;
};

/** struct kmend_layouts - @nr of them, by name */
struct kmend_layouts {
	struct kmend_layout *items;
	size_t nr;
};

/**
 * kmend_layouts_compare() - the named structures and unions that both objects have
 * @pre: an object with debug information
 * @post: the same after the change
 * @layouts: filled in; kmend_layouts_free() it
 * @err: why it failed; KMEND_EXIT_REFUSED for an object without debug information
 *
 * Those that only one of them has are no change of a layout.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_layouts_compare(const char *pre, const char *post, struct kmend_layouts *layouts,
			  struct kmend_err *err);
void kmend_layouts_free(struct kmend_layouts *layouts);

#endif
