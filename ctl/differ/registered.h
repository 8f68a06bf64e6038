/* SPDX-License-Identifier: GPL-2.0 */
/* Lists by which something is registered, that a change may leave as they are. */
#ifndef KMEND_DIFFER_REGISTERED_H
#define KMEND_DIFFER_REGISTERED_H

#include "changes.h"

/** kmend_registered_why() - why a change of that list has no effect, "the kernel ..."; NULL: it may not be left out */
const char *kmend_registered_why(const struct kmend_sec *sec);

/**
 * kmend_registered_leave() - leave the change of a list out
 * @changes: the list is noted in @left
 * @pre: the list before the change; NULL: it is new
 * @post: after it; NULL: it is gone. kmend_registered_why() knows it
 * @err: KMEND_EXIT_REFUSED: the new code would meet an entry that it does not know
 *
 * Return: 0, or -1 with @err.
 */
int kmend_registered_leave(struct kmend_changes *changes, struct kmend_sec *pre, struct kmend_sec *post,
			   struct kmend_err *err);

#endif
