/* SPDX-License-Identifier: GPL-2.0 */
/* Functions that the kernel keeps as they are, beside the new ones of their names. */
#ifndef KMEND_DIFFER_LEFT_H
#define KMEND_DIFFER_LEFT_H

#include "changes.h"
#include "differ.h"

/**
 * kmend_left_rename() - give the new functions names of their own
 * @obj: the object after the change; has no index yet
 * @left: the functions
 * @err: why it failed
 *
 * So they are new, and who calls one calls another function than before. What the compiler made of a function
 * ("f.cold") is renamed with it; a static function that happens to have the name is not.
 *
 * Return: 0, or -1 with @err.
 */
int kmend_left_rename(struct kmend_obj *obj, const struct kmend_names *left, struct kmend_err *err);

/**
 * kmend_left_allowed() - may each function be left?
 * @pre: the object before the change, with an index
 * @post: the object after it
 * @left: the functions
 * @err: KMEND_EXIT_REFUSED: one has another name, by which it would be replaced, or may be overridden; or code may look
 *	for it by its name
 *
 * Return: 0, or -1 with @err.
 */
int kmend_left_allowed(const struct kmend_obj *pre, const struct kmend_obj *post, const struct kmend_names *left,
		       struct kmend_err *err);

/**
 * kmend_left_check() - do functions that are left fit the change?
 * @patch: what the change does
 * @old: an object built like that after the change, but with the functions as they were
 * @own: the functions
 * @err: KMEND_EXIT_REFUSED: one does not, and why; or it is none of the object before the change
 *
 * Return: 0, or -1 with @err.
 */
int kmend_left_check(const struct kmend_changes *patch, const char *old, const struct kmend_names *own, struct kmend_err *err);

#endif
