/* SPDX-License-Identifier: GPL-2.0 */
/* Keeping line numbers where they were, so that only what changes differs. */
#ifndef KMEND_BUILD_LINES_H
#define KMEND_BUILD_LINES_H

#include <stddef.h>

#include "../err.h"

/**
 * struct kmend_line_pair - from here on the text is as it was
 * @pre: number of a line before the change, from 1
 * @post: number of the same line after it
 */
struct kmend_line_pair {
	unsigned long pre;
	unsigned long post;
};

/**
 * kmend_lines_pin() - number the lines that stay as they were
 * @text: a C source after the change
 * @size: of @text
 * @pairs: where unchanged text begins, by line
 * @nr_pairs: how many
 * @out_size: set to the size of what is returned
 *
 * Puts #line in front of what a change has moved, and wherever the preprocessor
 * may not have seen one, at the next line where a directive can stand.
 *
 * Return: the text with them, free() it; NULL: out of memory.
 */
char *kmend_lines_pin(const char *text, size_t size, const struct kmend_line_pair *pairs,
		      size_t nr_pairs, size_t *out_size);

/**
 * kmend_lines_pin_file() - the same, for a file and what it was
 * @pre: the file before the change
 * @post: the file after it
 * @text: set to the text with directives, free() it
 * @size: set to its size
 * @err: why it failed
 *
 * Return: 0, or -1 with @err.
 */
int kmend_lines_pin_file(const char *pre, const char *post, char **text, size_t *size,
			 struct kmend_err *err);

#endif
