/* SPDX-License-Identifier: GPL-2.0 */
/* Can a change of a source file change the layout of a structure? Told from its text. */
#ifndef KMEND_BUILD_OUTLINE_H
#define KMEND_BUILD_OUTLINE_H

#include <stdbool.h>

/**
 * kmend_outline_differs() - does the text differ outside of the bodies of functions?
 * @pre: a C file in the style of the kernel: the body of a function is between
 *	braces that stand at the beginning of a line
 * @post: the same after a change
 *
 * A body counts if it has lines for the preprocessor or the definition of a type. In
 * case of doubt the answer is yes.
 *
 * Return: false: no structure has another layout; true: one may have.
 */
bool kmend_outline_differs(const char *pre, const char *post);

#endif
