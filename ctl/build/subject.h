/* SPDX-License-Identifier: GPL-2.0 */
/* What a patch file says of itself before the diff begins. */
#ifndef KMEND_BUILD_SUBJECT_H
#define KMEND_BUILD_SUBJECT_H

#include <stddef.h>

/**
 * kmend_patch_subject() - the one line that says what a patch does
 * @text: the patch file
 * @subject: set to it: the mail's Subject without its "[PATCH]", else the first
 *	line before the diff that is not a mail header; empty if there is none.
 *	Control characters become spaces.
 * @size: of @subject; a longer line is cut
 */
void kmend_patch_subject(const char *text, char *subject, size_t size);

#endif
