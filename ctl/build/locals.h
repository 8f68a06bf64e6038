/* SPDX-License-Identifier: GPL-2.0 */
/* Are all objects of a structure variables of functions, as far as a source's text tells? */
#ifndef KMEND_BUILD_LOCALS_H
#define KMEND_BUILD_LOCALS_H

#include <stdbool.h>
#include <stddef.h>

enum { KMEND_LOCALS_WHY = 160 };

/**
 * kmend_locals_check() - look at each mention of a structure, its variables and its functions
 * @text: preprocessed, without lines of the preprocessor, which are blanked in it
 * @tag: of the structure
 * @why: set to what stands against it, if it is so; empty: memory is out
 *
 * A pointer may still come from a "void *" without a cast, which the text does not show: kmend_locals_mark().
 *
 * Return: whether all are, as it is told at the head of the source.
 */
bool kmend_locals_check(char *text, const char *tag, char why[KMEND_LOCALS_WHY]);

/**
 * kmend_locals_mark() - have gcc tell of each "void *" that becomes a pointer to the structure
 * @text: one that kmend_locals_check() found good
 * @tag: see there
 *
 * Return: the text with "#pragma GCC diagnostic" around what can have such a pointer, free() it; NULL: no memory.
 */
char *kmend_locals_mark(const char *text, const char *tag);

#endif
