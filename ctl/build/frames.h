/* SPDX-License-Identifier: GPL-2.0 */
/* Which functions of an object have a structure in their frame? */
#ifndef KMEND_BUILD_FRAMES_H
#define KMEND_BUILD_FRAMES_H

#include "../differ/differ.h"

/**
 * kmend_frames_read() - read them from debug information
 * @object: with function sections and debug information
 * @tag: of the structure
 * @functions: those that have one among their variables, or those of what is inlined in them: of a part that is seldom used, the whole; one
 *	may be there more than once. kmend_names_free() them, also after a failure
 * @err: KMEND_EXIT_REFUSED for an object without debug information
 *
 * A structure without a name in the source (a compound literal, what a function returns) is not told.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_frames_read(const char *object, const char *tag, struct kmend_names *functions, struct kmend_err *err);

#endif
