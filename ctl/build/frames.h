/* SPDX-License-Identifier: GPL-2.0 */
/* Which functions of an object have a structure in their frame? */
#ifndef KMEND_BUILD_FRAMES_H
#define KMEND_BUILD_FRAMES_H

#include <stddef.h>

#include "../err.h"

/**
 * struct kmend_frames - the functions that have one among their variables, or those of what is inlined in them
 * @functions: @nr symbols; of a part that is seldom used, that of the whole; one may be there more than once
 * @nr: see @functions
 */
struct kmend_frames {
	char **functions;
	size_t nr;
};

/**
 * kmend_frames_read() - read them from debug information
 * @object: with function sections and debug information
 * @tag: of the structure
 * @frames: filled in; kmend_frames_free() it, also after a failure
 * @err: KMEND_EXIT_REFUSED for an object without debug information
 *
 * A structure without a name in the source (a compound literal, what a function returns) is not told.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_frames_read(const char *object, const char *tag, struct kmend_frames *frames, struct kmend_err *err);
void kmend_frames_free(struct kmend_frames *frames);

#endif
