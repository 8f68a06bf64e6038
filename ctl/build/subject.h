/* SPDX-License-Identifier: GPL-2.0 */
/* What a patch file says of itself before the diff begins. */
#ifndef KMEND_BUILD_SUBJECT_H
#define KMEND_BUILD_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>

/**
 * kmend_patch_is_diff() - does the diff begin here?
 * @line: a line of the file
 *
 * What stands before is the head, for people and for kmend.
 */
bool kmend_patch_is_diff(const char *line);

/**
 * kmend_patch_is_key() - is that line of the head for kmend?
 * @line: a line of the file
 *
 * Return: whether it begins with "Kmend-KEY:", in capitals or not.
 */
bool kmend_patch_is_key(const char *line);

/**
 * kmend_patch_subject() - the one line that says what a patch does
 * @text: the patch file
 * @subject: set to it: the mail's Subject without its "[PATCH]", else the first
 *	line before the diff that is no mail header and not for kmend; empty if there is none.
 *	Control characters become spaces.
 * @size: of @subject; a longer line is cut
 */
void kmend_patch_subject(const char *text, char *subject, size_t size);

#endif
